package dev.headroom.rollup;

import static dev.headroom.rollup.Spans.span;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.rollup.Spans.S;
import dev.headroom.rollup.TracePaths.RootPath;
import dev.headroom.rollup.TracePaths.Skew;
import dev.headroom.signal.SpanKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random trees against a plain recursive reading of the definition.
class TracePathsPropertyTest {
  private static final int ROUNDS = 1_500;

  @ParameterizedTest
  @ValueSource(longs = {101, 102, 103, 104})
  void agreesWithTheRecursiveDefinition(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      List<S> spans = tree(random);
      for (RootPath root : Spans.paths(Skew.AS_SENT, spans).roots()) {
        Oracle oracle = new Oracle(spans);
        oracle.root(root.root().spanId().value());
        Map<String, Long> times = new HashMap<>();
        root.exclusiveByOperation().forEach(t -> times.put(t.operation().value(), t.nanos()));
        assertThat(times).as("seed %d, round %d: %s", seed, round, spans).isEqualTo(oracle.own);
        assertThat(root.droppedSpans())
            .as("seed %d, round %d", seed, round)
            .isEqualTo(oracle.dropped);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {201, 202, 203, 204})
  void pathsAreGaplessAndSumToTheRoot(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      List<S> spans = tree(random);
      Skew skew = random.nextBoolean() ? Skew.CORRECTED : Skew.AS_SENT;
      for (RootPath root : Spans.paths(skew, spans).roots()) {
        long at = root.root().startNanos();
        long previous = 0;
        for (TracePaths.Segment segment : root.path()) {
          assertThat(segment.startNanos()).as("seed %d, round %d", seed, round).isEqualTo(at);
          assertThat(segment.endNanos()).isGreaterThan(at);
          assertThat(segment.spanId().value()).isNotEqualTo(previous);
          previous = segment.spanId().value();
          at = segment.endNanos();
        }
        assertThat(at).as("seed %d, round %d", seed, round).isEqualTo(root.root().endNanos());
        assertThat(root.exclusiveByOperation().stream().mapToLong(t -> t.nanos()).sum())
            .isEqualTo(root.durationNanos());
      }
    }
  }

  /// A tree with touching, overlapping, outlasting and empty spans, missing parents and consumers.
  private static List<S> tree(Random random) {
    int size = random.nextInt(1, 30);
    int range = random.nextInt(4, 60);
    List<S> spans = new ArrayList<>();
    for (int id = 1; id <= size; id++) {
      long parent = id == 1 ? 0 : random.nextInt(12) == 0 ? 77 : random.nextInt(1, id);
      long start = random.nextInt(range);
      long end = start + (random.nextInt(5) == 0 ? 0 : random.nextInt(range));
      spans.add(
          span(id, parent, start, end)
              .kind(SpanKind.of(random.nextInt(6)))
              .in(random.nextBoolean() ? "a" : "b", "op" + id));
    }
    java.util.Collections.shuffle(spans, random);
    return spans;
  }

  /// The definition, word by word.
  private static final class Oracle {
    private final List<S> spans;
    private final Map<String, Long> own = new HashMap<>();
    private int dropped;

    private record Clipped(S span, long start, long end, List<Clipped> children) {}

    Oracle(List<S> spans) {
      this.spans = spans;
    }

    void root(long id) {
      S root = spans.stream().filter(s -> s.id() == id).findFirst().orElseThrow();
      walk(clip(root, root.start(), root.end()));
    }

    private Clipped clip(S span, long start, long end) {
      List<Clipped> children = new ArrayList<>();
      for (S child : spans) {
        if (child.parent() != span.id()
            || (span.kind() == SpanKind.PRODUCER && child.kind() == SpanKind.CONSUMER)) {
          continue;
        }
        boolean instant = child.start() == child.end();
        boolean before = instant ? child.end() < start : child.end() <= start;
        boolean after = instant ? child.start() > end : child.start() >= end;
        if (before || after) {
          dropped++;
        } else {
          children.add(clip(child, Math.max(start, child.start()), Math.min(end, child.end())));
        }
      }
      return new Clipped(span, start, end, children);
    }

    private void walk(Clipped parent) {
      long cursor = parent.end();
      List<Clipped> left = new ArrayList<>(parent.children());
      while (true) {
        long until = cursor;
        Clipped blocking =
            left.stream()
                .filter(child -> child.end() <= until)
                .max(
                    Comparator.comparingLong(Clipped::end)
                        .thenComparingLong(Clipped::start)
                        .thenComparingLong(child -> -child.span().id()))
                .orElse(null);
        if (blocking == null) {
          add(parent.span(), cursor - parent.start());
          return;
        }
        left.remove(blocking);
        add(parent.span(), cursor - blocking.end());
        walk(blocking);
        cursor = blocking.start();
      }
    }

    private void add(S span, long nanos) {
      if (nanos > 0) {
        own.merge(span.operation(), nanos, Long::sum);
      }
    }
  }
}
