package dev.headroom.testkit.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.capacity.ResourceId;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceSample;
import dev.headroom.rollup.TraceSpan;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SyntheticFleetTest {
  private static final ServiceOperation ORDERS =
      new ServiceOperation(new ServiceName("web"), new OperationName("GET /orders"));

  private static SyntheticFleet small(Trouble... troubles) {
    return SyntheticFleet.with(troubles).hours(1, 1).perSecond(3).seed(5);
  }

  @Test
  void sameSeedGivesTheSameTraces() {
    List<TraceSample> once = small(Trouble.N_PLUS_ONE).run().view().traces(ORDERS);
    List<TraceSample> again = small(Trouble.N_PLUS_ONE).run().view().traces(ORDERS);
    assertThat(once).isNotEmpty().isEqualTo(again);
  }

  @Test
  void tracesAreWhole() {
    for (TraceSample trace : small(Trouble.N_PLUS_ONE).run().view().traces(ORDERS)) {
      assertThat(trace.route()).isEqualTo(ORDERS);
      long exclusive = trace.spans().stream().mapToLong(TraceSpan::exclusiveNanos).sum();
      assertThat(exclusive).isEqualTo(trace.root().durationNanos());
      long perRow =
          trace.spans().stream().filter(span -> span.statement().contains("order_lines")).count();
      assertThat(perRow).isGreaterThanOrEqualTo(5);
    }
  }

  @Test
  void healthyFleetsHaveRoom() {
    FleetRun run = SyntheticFleet.healthy().hours(1, 1).perSecond(3).seed(5).run();
    assertThat(run.truth().planted()).isEmpty();
    run.truth()
        .resources()
        .forEach(
            (id, resource) -> assertThat(resource.utilization()).as(id.toString()).isLessThan(0.5));
  }

  @Test
  void measuredCpuIsTheTrueOne() {
    FleetRun run = small(Trouble.SATURATION).run();
    FleetView view = run.view();
    double measured =
        view
            .rollups()
            .read(
                new RollupReader.Query(
                    RollupKind.METRIC,
                    view.window(),
                    key ->
                        key instanceof RollupKey.Metric metric
                            && metric.metric().equals("jvm.cpu.recent_utilization")
                            && metric.service().value().equals("recommend"),
                    0,
                    false))
            .stream()
            .mapToDouble(series -> series.total().mean())
            .average()
            .orElseThrow();
    double truth =
        run.truth().resources().entrySet().stream()
            .filter(entry -> entry.getKey().kind() == ResourceId.Kind.CPU)
            .filter(entry -> entry.getKey().node().name().equals("recommend"))
            .mapToDouble(entry -> entry.getValue().utilization())
            .findFirst()
            .orElseThrow();
    assertThat(measured).isCloseTo(truth, within(0.03));
  }
}
