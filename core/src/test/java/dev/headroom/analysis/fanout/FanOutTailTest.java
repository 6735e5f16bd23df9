package dev.headroom.analysis.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.analysis.FakeView;
import dev.headroom.analysis.TraceBuilder;
import dev.headroom.finding.Evidence.Figure;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Severity;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

final class FanOutTailTest {
  private static List<Finding> analyze(int count, IntFunction<TraceBuilder> each) {
    return new FanOutTail().analyze(new FakeView().traces(TraceBuilder.many(count, each)));
  }

  /// Asks so many shards at once; each takes 10 ms but for one, which takes `slowest`.
  private static TraceBuilder search(int shards, double slowest) {
    TraceBuilder trace = TraceBuilder.route("search", "GET /search", 10 + slowest);
    for (int shard = 0; shard < shards; shard++) {
      trace.call("index", "GET /shard", 5, 5 + (shard == 3 ? slowest : 10));
    }
    return trace;
  }

  @Test
  void waitingForTheSlowestOfManyIsFound() {
    List<Finding> findings = analyze(40, i -> search(10, 90));

    assertThat(findings).hasSize(1);
    Finding finding = findings.getFirst();
    assertThat(finding.claim())
        .isEqualTo(
            "GET /search of search waits for the slowest of 10 calls side by side, 9 times as long"
                + " as one call takes (medians 90 ms and 10 ms): index GET /shard.");
    assertThat(finding.severity()).isEqualTo(Severity.MAJOR);
    // 80 ms of 100 ms are beyond what one call takes.
    assertThat(finding.impact().routes().getFirst().share()).isCloseTo(0.8, within(1e-9));
    assertThat(finding.evidence())
        .filteredOn(Figure.class::isInstance)
        .map(Figure.class::cast)
        .filteredOn(figure -> figure.title().equals("requests expected to meet a slow call"))
        .singleElement()
        .satisfies(figure -> assertThat(figure.value()).isCloseTo(0.0956, within(1e-4)));
  }

  @Test
  void callsThatTakeAlikeAreFine() {
    assertThat(analyze(40, i -> search(10, 20))).isEmpty();
  }

  @Test
  void aFewCallsAreFine() {
    assertThat(analyze(40, i -> search(7, 90))).isEmpty();
  }

  @Test
  void fewRequestsAreNoEvidence() {
    assertThat(analyze(19, i -> search(10, 90))).isEmpty();
  }

  @Test
  void callsOneAfterTheOtherAreNoFanOut() {
    assertThat(
            analyze(
                40,
                i -> {
                  TraceBuilder trace = TraceBuilder.route("search", "GET /search", 300);
                  for (int shard = 0; shard < 10; shard++) {
                    trace.call(
                        "index", "GET /shard", shard * 20, shard * 20 + (shard == 9 ? 90 : 10));
                  }
                  return trace;
                }))
        .isEmpty();
  }

  @Test
  void aWaitThatHardlyCountsIsNotTold() {
    assertThat(
            analyze(
                40,
                i -> {
                  TraceBuilder trace = TraceBuilder.route("search", "GET /search", 1_000);
                  for (int shard = 0; shard < 10; shard++) {
                    trace.call("index", "GET /shard", 5, shard == 3 ? 95 : 15);
                  }
                  return trace;
                }))
        .isEmpty();
  }
}
