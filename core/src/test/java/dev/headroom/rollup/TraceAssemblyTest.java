package dev.headroom.rollup;

import static dev.headroom.rollup.Spans.span;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.base.HeadroomException;
import dev.headroom.rollup.Spans.S;
import dev.headroom.rollup.StoredTrace.KeepReason;
import dev.headroom.signal.SpanKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// When traces close, what becomes of late spans, and what a restart needs.
class TraceAssemblyTest {
  private static final AssemblyPolicy SMALL =
      new AssemblyPolicy(
          Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(5), 10, 6, 4);
  private static final SamplingPolicy NOTHING_SPECIAL =
      new SamplingPolicy(false, 1, 1, 0, 0, 0.99, 0, 0, 1);

  private static S root(long trace) {
    return span(1, 0, 0, 100).kind(SpanKind.SERVER).in("a", "GET /x").inTrace(trace);
  }

  private static S child(long id, long trace) {
    return span(id, 1, 10, 20).inTrace(trace);
  }

  private static String kept(ShardProbe probe) {
    return probe.traces.stream()
        .map(t ->
            t.id().lo() + " " + t.reason() + " " + new String(t.payload(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("; "));
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis((long) (seconds * 1_000));
  }

  @Test
  void aTraceWithItsRootClosesWhenNothingFollows() {
    ShardProbe probe = new ShardProbe(SMALL, SamplingPolicy.ALL);
    probe.add(child(2, 7)).pass(seconds(4)).add(root(7)).pass(seconds(4)).add(child(3, 7));
    probe.pass(seconds(4.9));
    assertThat(probe.traces).isEmpty();
    probe.pass(seconds(0.1));
    assertThat(kept(probe)).isEqualTo("7 IMPORTED 2,1,3");
    assertThat(probe.shard().stats().completeTraces()).isEqualTo(1);
    assertThat(probe.shard().stats().openSpans()).isZero();
  }

  @Test
  void aTraceWithoutRootWaitsLonger() {
    ShardProbe probe = new ShardProbe(SMALL, SamplingPolicy.ALL);
    probe.add(child(2, 7)).pass(seconds(29.9));
    assertThat(probe.traces).isEmpty();
    probe.pass(seconds(0.1));
    assertThat(kept(probe)).isEqualTo("7 IMPORTED 2");
    assertThat(probe.shard().stats().rootlessTraces()).isEqualTo(1);
  }

  @Test
  void noTraceStaysOpenForever() {
    AssemblyPolicy patient =
        new AssemblyPolicy(
            Duration.ofMinutes(2), Duration.ofMinutes(2), Duration.ofMinutes(5), 100, 100, 10);
    ShardProbe probe = new ShardProbe(patient, SamplingPolicy.ALL);
    for (int i = 0; i < 5; i++) {
      probe.add(child(2 + i, 7)).pass(seconds(59));
    }
    probe.add(child(9, 7));
    assertThat(probe.traces).isEmpty();
    probe.pass(seconds(5));
    assertThat(kept(probe)).isEqualTo("7 IMPORTED 2,3,4,5,6,9");
    assertThat(probe.shard().stats().cutTraces()).isEqualTo(1);
  }

  @Test
  void theOldestTracesMakeRoom() {
    ShardProbe probe = new ShardProbe(SMALL, SamplingPolicy.ALL);
    probe.add(child(2, 1), child(3, 1), child(4, 1), child(2, 2), child(3, 2), child(4, 2));
    probe.add(child(2, 3), child(3, 3), child(4, 3), child(5, 1), child(2, 4)).pass(seconds(0));
    assertThat(kept(probe)).isEqualTo("1 IMPORTED 2,3,4,5");
    assertThat(probe.shard().stats().openSpans()).isEqualTo(7);
    assertThat(probe.shard().stats().cutTraces()).isEqualTo(1);
  }

  @Test
  void aHugeTraceClosesAndTheRestIsLate() {
    ShardProbe probe = new ShardProbe(SMALL, SamplingPolicy.ALL);
    for (int i = 1; i <= 7; i++) {
      probe.add(child(i + 1, 5));
    }
    probe.flush();
    assertThat(kept(probe)).isEqualTo("5 IMPORTED 2,3,4,5,6,7; 5 LATE 8");
    assertThat(probe.shard().stats().lateSpans()).isEqualTo(1);
  }

  @Test
  void lateSpansOfAKeptTraceAreKeptAsAPart() {
    ShardProbe probe = new ShardProbe(SMALL, SamplingPolicy.ALL);
    probe.add(root(7), child(2, 7)).pass(seconds(5)).add(child(3, 7)).add(child(4, 7));
    probe.pass(seconds(30));
    assertThat(kept(probe)).isEqualTo("7 IMPORTED 1,2; 7 LATE 3,4");
    assertThat(probe.traces.getLast().weight()).isZero();
    assertThat(probe.shard().stats().lateSpans()).isEqualTo(2);
    assertThat(probe.counts(RollupKind.ROUTE)).containsExactly("a | GET /x | SERVER = 1");
    assertThat(probe.counts(RollupKind.OPERATION)).contains("a | op3 | INTERNAL | 1.0 | test = 1");
  }

  @Test
  void lateSpansOfATraceThatWasNotKeptAreOnlyCounted() {
    ShardProbe probe = new ShardProbe(SMALL, NOTHING_SPECIAL);
    probe.add(root(7)).add(root(8)).add(root(9)).pass(seconds(5));
    int first = probe.traces.size();
    assertThat(first).isLessThan(3);
    List<Long> ids = new ArrayList<>(List.of(7L, 8L, 9L));
    probe.traces.forEach(trace -> ids.remove(trace.id().lo()));
    probe.add(child(2, ids.getFirst())).pass(seconds(30));
    assertThat(probe.traces).hasSize(first);
    assertThat(probe.shard().stats().lateSpans()).isEqualTo(1);
  }

  @Test
  void aRootThatComesLateIsStillARoute() {
    ShardProbe probe = new ShardProbe(SMALL, SamplingPolicy.ALL);
    probe.add(child(2, 7)).pass(seconds(30));
    assertThat(probe.counts(RollupKind.ROUTE)).isEmpty();
    probe.add(root(7)).pass(seconds(5));
    assertThat(probe.counts(RollupKind.ROUTE)).containsExactly("a | GET /x | SERVER = 1");
    assertThat(probe.traces.getLast().reason()).isEqualTo(KeepReason.LATE);
  }

  @Test
  void onlySoManyClosedTracesAreRemembered() {
    ShardProbe probe = new ShardProbe(SMALL, SamplingPolicy.ALL);
    for (long trace = 1; trace <= 5; trace++) {
      probe.add(root(trace)).flush();
    }
    probe.add(child(2, 1), child(2, 2)).flush();
    assertThat(probe.traces)
        .extracting(StoredTrace::reason)
        .filteredOn(r -> r == KeepReason.LATE)
        .as("trace 1 is forgotten, trace 2 not")
        .hasSize(1);
    assertThat(probe.shard().stats().lateSpans()).isEqualTo(1);
  }

  @Test
  void theOldestPositionFollowsTheOldestOpenTrace() {
    ShardProbe probe = new ShardProbe(SMALL, SamplingPolicy.ALL);
    assertThat(probe.shard().oldestOpenPosition()).isEqualTo(Long.MAX_VALUE);
    probe.add(root(1)).add(child(2, 2)).add(child(2, 1));
    assertThat(probe.shard().oldestOpenPosition()).isZero();
    probe.pass(seconds(5));
    assertThat(probe.shard().oldestOpenPosition()).isEqualTo(1);
    probe.pass(seconds(30));
    assertThat(probe.shard().oldestOpenPosition()).isEqualTo(Long.MAX_VALUE);
  }

  /// What was counted before a stop at any batch, plus what is counted after a replay, is what one
  /// run without stop counts.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aRestartCountsNothingTwiceAndLosesNothing(long seed) {
    Random random = new Random(seed);
    List<List<S>> batches = batches(random);
    ShardProbe whole = new ShardProbe();
    batches.forEach(batch -> whole.add(batch).pass(seconds(1)));
    whole.flush();

    int stop = random.nextInt(batches.size());
    ShardProbe before = new ShardProbe();
    batches.subList(0, stop).forEach(batch -> before.add(batch).pass(seconds(1)));
    before.pass(Duration.ZERO);
    byte[] saved = before.shard().save();
    long from = Math.min(before.shard().oldestOpenPosition(), before.shard().oldestKnownPosition());

    OpenTraceIds open = OpenTraceIds.read(List.of(saved));
    SpanShard after =
        ShardProbe.shard(
            before.tables, before.keys, AssemblyPolicy.DEFAULT, SamplingPolicy.ALL, before.slis);
    after.remember(open);
    long now = stop * ShardProbe.SECOND;
    for (long at = from; at < stop; at++) {
      after.restore(Spans.batch(before.tables, at, batches.get((int) at)), open, now);
    }
    assertThat(after.drainRollups()).as("seed %d", seed).isEmpty();
    assertThat(after.stats().openSpans()).isEqualTo(before.shard().stats().openSpans());
    for (int at = stop; at < batches.size(); at++) {
      now += ShardProbe.SECOND;
      after.accept(Spans.batch(before.tables, at, batches.get(at)), now);
      after.tick(now);
    }
    after.flush(now);
    before.take(after);
    assertThat(before.everything()).as("seed %d", seed).isEqualTo(whole.everything());
    assertThat(before.traces).hasSameSizeAs(whole.traces);
  }

  /// Traces whose spans come over a few batches, some of them twice.
  private static List<List<S>> batches(Random random) {
    int count = 40;
    List<List<S>> batches = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      batches.add(new ArrayList<>());
    }
    for (long trace = 1; trace <= 60; trace++) {
      int at = random.nextInt(count);
      for (int id = 1; id <= 5; id++) {
        S span = id == 1 ? root(trace) : child(id, trace).kind(SpanKind.of(random.nextInt(6)));
        at = Math.min(count - 1, at + random.nextInt(3));
        batches.get(at).add(span);
        if (random.nextInt(6) == 0) {
          batches.get(Math.min(count - 1, at + random.nextInt(4))).add(span);
        }
      }
    }
    return batches;
  }

  @Test
  void savedIdsThatAreCutShortAreRefused() {
    ShardProbe probe = new ShardProbe().add(root(1), root(2));
    byte[] saved = probe.shard().save();
    OpenTraceIds ids = OpenTraceIds.read(List.of(saved, saved));
    assertThat(ids.size()).isEqualTo(2);
    assertThat(ids.contains(7, 2, 0, 1)).isTrue();
    assertThat(ids.contains(7, 2, 0, 0)).isFalse();
    assertThat(ids.contains(7, 2, 1, 0)).isTrue();
    assertThat(ids.contains(7, 3, 0, 1)).isFalse();
    byte[] cut = java.util.Arrays.copyOf(saved, saved.length - 1);
    assertThatThrownBy(() -> OpenTraceIds.read(List.of(cut))).isInstanceOf(HeadroomException.class);
  }

  @Test
  void shardsShareTheTracesOut() {
    int[] perShard = new int[3];
    Random random = new Random(3);
    for (int i = 0; i < 30_000; i++) {
      perShard[SpanShard.of(random.nextLong(), random.nextLong(), 3)]++;
    }
    assertThat(perShard[0]).isBetween(9_700, 10_300);
    assertThat(perShard[1]).isBetween(9_700, 10_300);
    // Ids that count up, as some test senders make them, spread too.
    int[] counted = new int[2];
    for (int i = 0; i < 10_000; i++) {
      counted[SpanShard.of(0, i, 2)]++;
    }
    assertThat(counted[0]).isBetween(4_800, 5_200);
  }

  @Test
  void anyOrderOfOpeningAndClosingKeepsTheTableRight() {
    for (long seed = 1; seed <= 5; seed++) {
      Random random = new Random(seed);
      TraceIdTable table = new TraceIdTable(2);
      java.util.Map<Long, Integer> expected = new java.util.HashMap<>();
      java.util.ArrayDeque<Integer> free = new java.util.ArrayDeque<>();
      for (int step = 0; step < 20_000; step++) {
        long id = random.nextInt(300);
        Integer known = expected.get(id);
        assertThat(table.get(id % 3, id)).as("seed %d", seed).isEqualTo(known == null ? -1 : known);
        if (known == null) {
          int number = free.isEmpty() ? expected.size() : free.pop();
          table.put(id % 3, id, number);
          expected.put(id, number);
        } else if (random.nextInt(2) == 0) {
          table.remove(id % 3, id);
          free.push(expected.remove(id));
        }
        assertThat(table.size()).isEqualTo(expected.size());
      }
    }
  }
}
