package dev.headroom.rollup;

import static dev.headroom.rollup.Spans.span;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.base.ServiceName;
import dev.headroom.rollup.RollupKey.Sli;
import dev.headroom.rollup.RollupKey.SliSplit;
import dev.headroom.rollup.SliSpec.Failed;
import dev.headroom.rollup.SliSpec.Failures;
import dev.headroom.rollup.SliSpec.Slower;
import dev.headroom.rollup.Spans.S;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import dev.headroom.signal.SpanKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SliFoldTest {
  private static final ServiceName WEB = new ServiceName("web");
  private static final long MILLI = 1_000_000;

  private final ShardProbe probe = new ShardProbe();

  private static S server(long id, long millis) {
    return span(id, 0, 0, millis * MILLI).kind(SpanKind.SERVER).in("web", "GET /").inTrace(id);
  }

  private static Sli total(SliSpec spec) {
    return new Sli(spec.service(), spec.text(), SliSplit.TOTAL, "");
  }

  private String events(SliSpec spec) {
    Rollup total = probe.total(total(spec));
    return (int) total.count() + " events, " + (int) total.errors() + " bad";
  }

  private static SliSpec calls(String callee, SliSpec.Bad bad) {
    return new SliSpec(WEB, "", callee, "", "", "", "", "", bad);
  }

  @Test
  void aSpanOfExactlyTheThresholdIsGood() {
    SliSpec spec = SliSpec.latency(WEB, "", 10 * MILLI);
    probe.slis.set(List.of(spec));
    probe.add(server(1, 9), server(2, 10), server(3, 11)).flush();
    assertThat(events(spec)).isEqualTo("3 events, 1 bad");
  }

  @Test
  void failuresAreLeftOutOrBadOrTakenByTheirDuration() {
    List<SliSpec> specs =
        List.of(Failures.values()).stream()
            .map(failures ->
                new SliSpec(WEB, "", "", "", "", "", "", "", new Slower(10 * MILLI, failures)))
            .toList();
    probe.slis.set(specs);
    probe.add(server(1, 1), server(2, 1).failed(), server(3, 20).failed()).flush();
    assertThat(specs.stream().map(this::events))
        .containsExactly("1 events, 0 bad", "3 events, 2 bad", "3 events, 1 bad");
  }

  @Test
  void unknownSamplingCountsOnceAndIsMarked() {
    SliSpec spec = SliSpec.availability(WEB, "");
    probe.slis.set(List.of(spec));
    probe.add(server(1, 1).weight(Double.NaN), server(2, 1).weight(8).failed()).flush();
    assertThat(events(spec)).isEqualTo("9 events, 8 bad");
    assertThat(probe.total(total(spec)).unknownWeight()).isEqualTo(1);
    assertThat(probe.total(total(spec)).observed()).isEqualTo(2);
  }

  @Test
  void aChangedThresholdCountsFromThenOnAndTheOldOneNoMore() {
    SliSpec before = SliSpec.latency(WEB, "", 10 * MILLI);
    SliSpec after = SliSpec.latency(WEB, "", 5 * MILLI);
    SliSpec other = SliSpec.availability(WEB, "");
    probe.pass(Duration.ofSeconds(100));
    probe.slis.set(List.of(before, other));
    probe.add(server(1, 7), server(2, 20));
    probe.pass(Duration.ofSeconds(70));
    probe.slis.set(List.of(after, other));
    probe.add(server(3, 7), server(4, 1)).pass(Duration.ofMinutes(10));

    assertThat(events(before)).isEqualTo("2 events, 1 bad");
    assertThat(events(after)).isEqualTo("2 events, 1 bad");
    assertThat(events(other)).isEqualTo("4 events, 0 bad");
    assertThat(probe.total(total(before)).min()).isEqualTo(100);
    assertThat(probe.total(total(after)).min()).isEqualTo(170);
    assertThat(probe.total(total(other)).min()).isEqualTo(100);
  }

  @Test
  void nothingIsCountedWithoutSpecs() {
    probe.add(server(1, 7).failed()).flush();
    assertThat(probe.counts(RollupKind.SLI)).isEmpty();
  }

  @Test
  void callsAreSeenAsTheCallerSawThem() {
    SliSpec slow = calls("pay", new Slower(50 * MILLI, Failures.BY_DURATION));
    SliSpec failed = calls("pay", new Failed());
    SliSpec ofOther = calls("mail", new Failed());
    probe.slis.set(List.of(slow, failed, ofOther));
    probe
        .add(
            server(1, 100),
            span(2, 1, 0, 60 * MILLI).kind(SpanKind.CLIENT).in("web", "POST").failed(),
            span(3, 2, 0, 40 * MILLI).kind(SpanKind.SERVER).in("pay", "POST /charge"),
            span(4, 1, 0, 10 * MILLI).kind(SpanKind.CLIENT).in("web", "POST"),
            span(5, 4, 0, 5 * MILLI).kind(SpanKind.SERVER).in("pay", "POST /refund").failed())
        .flush();
    assertThat(events(slow)).isEqualTo("2 events, 1 bad");
    assertThat(events(failed)).isEqualTo("2 events, 1 bad");
    assertThat(events(ofOther)).isEqualTo("0 events, 0 bad");
    assertThat(probe.total(new Sli(WEB, failed.text(), SliSplit.OPERATION, "GET /")).errors())
        .isEqualTo(1);
  }

  @Test
  void callsToVirtualNodesCountAndTakingMessagesDoesNot() {
    NodeId queue = new NodeId(NodeType.QUEUE, "kafka orders");
    NodeId database = new NodeId(NodeType.DATABASE, "postgresql orders");
    SliSpec published = calls("queue:kafka orders", new Failed());
    SliSpec asked = calls("database:postgresql orders", new Failed());
    probe.slis.set(List.of(published, asked));
    probe
        .add(
            server(1, 100),
            span(2, 1, 0, MILLI).kind(SpanKind.CLIENT).in("web", "SELECT").towards(database, ""),
            span(3, 1, 0, MILLI).kind(SpanKind.PRODUCER).in("web", "send").towards(queue, ""),
            span(4, 3, 0, MILLI).kind(SpanKind.CONSUMER).in("web", "take").towards(queue, ""))
        .flush();
    assertThat(events(published)).isEqualTo("1 events, 0 bad");
    assertThat(events(asked)).isEqualTo("1 events, 0 bad");
  }

  @Test
  void callsMayBeOfOneTenant() {
    SliSpec acme = new SliSpec(WEB, "GET /", "pay", "", "", "acme", "", "", new Failed());
    probe.slis.set(List.of(acme));
    for (long trace = 1; trace <= 3; trace++) {
      probe.add(
          server(1, 100).inTrace(trace).segment(trace == 2 ? "acme" : "globex", "", ""),
          span(2, 1, 0, MILLI).kind(SpanKind.CLIENT).in("web", "POST").inTrace(trace).failed(),
          span(3, 2, 0, MILLI).kind(SpanKind.SERVER).in("pay", "POST /").inTrace(trace));
    }
    probe.flush();
    assertThat(events(acme)).isEqualTo("1 events, 1 bad");
    assertThat(probe.total(new Sli(WEB, acme.text(), SliSplit.TENANT, "acme")).errors())
        .isEqualTo(1);
  }

  @Test
  void whatACommitCoversIsNotCountedAgainAndDoesNotTellSinceWhen() {
    SliSpec spec = SliSpec.availability(WEB, "");
    probe.slis.set(List.of(spec));
    probe
        .shard()
        .restore(
            Spans.batch(probe.tables, 0, List.of(server(1, 1))),
            OpenTraceIds.read(List.of()),
            5 * ShardProbe.SECOND);
    probe.pass(Duration.ofSeconds(50));
    probe.add(server(1, 1), server(2, 1)).flush();
    assertThat(events(spec)).isEqualTo("1 events, 0 bad");
    assertThat(probe.total(total(spec)).min()).isEqualTo(50);
  }
}
