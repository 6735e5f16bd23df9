package dev.headroom.rollup;

import dev.headroom.base.ServiceName;
import dev.headroom.signal.SpanShape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Which counters spans of a shape concern, remembered by shape number: a span that concerns none
/// costs one look into an array of bytes. Made anew when the specs change; not thread-safe.
final class SliScopes {
  /// Every span of the shape is an entry; of other shapes only roots are.
  static final int ENTRY = 1;

  /// There are counters that a span decides alone.
  static final int PLAIN = 2;

  /// There are counters that ask for whom the span worked.
  static final int SEGMENTED = 4;

  /// There are counters of calls made under an entry of the shape.
  static final int CALLING = 8;

  private static final int KNOWN = 16;
  private static final SliCounter[] NONE = {};

  private final ShapeTable shapes;
  private final Map<ServiceName, List<SliCounter>> byService;
  private byte[] flags = new byte[0];
  private long[] leastThreshold = new long[0];
  private SliCounter[][] plain = new SliCounter[0][];
  private SliCounter[][] segmented = new SliCounter[0][];
  private SliCounter[][] calling = new SliCounter[0][];

  SliScopes(ShapeTable shapes, Map<ServiceName, List<SliCounter>> byService) {
    this.shapes = shapes;
    this.byService = byService;
  }

  /// Which of [#ENTRY], [#PLAIN], [#SEGMENTED] and [#CALLING] hold; to be asked before the counters
  /// of the shape are.
  int flags(int shape) {
    int known = shape < flags.length ? flags[shape] : 0;
    return known != 0 ? known : find(shape);
  }

  /// A span of the shape that did not fail and took no longer is good to all plain counters.
  long leastThreshold(int shape) {
    return leastThreshold[shape];
  }

  SliCounter[] plain(int shape) {
    return plain[shape];
  }

  SliCounter[] segmented(int shape) {
    return segmented[shape];
  }

  SliCounter[] calling(int shape) {
    return calling[shape];
  }

  private int find(int shape) {
    if (shape >= flags.length) {
      grow(Math.max(256, Math.max(shape + 1, flags.length * 2)));
    }
    SpanShape of = shapes.shape(shape);
    List<SliCounter> covering =
        byService.getOrDefault(of.service(), List.of()).stream()
            .filter(counter -> counter.covers(of))
            .toList();
    plain[shape] = those(covering, spec -> spec.callee().isEmpty() && !spec.segmented());
    segmented[shape] = those(covering, spec -> spec.callee().isEmpty() && spec.segmented());
    calling[shape] = those(covering, spec -> !spec.callee().isEmpty());
    leastThreshold[shape] =
        Arrays.stream(plain[shape])
            .mapToLong(SliCounter::thresholdNanos)
            .min()
            .orElse(Long.MAX_VALUE);
    int found =
        KNOWN
            | (of.kind().isEntry() ? ENTRY : 0)
            | (plain[shape].length > 0 ? PLAIN : 0)
            | (segmented[shape].length > 0 ? SEGMENTED : 0)
            | (calling[shape].length > 0 ? CALLING : 0);
    flags[shape] = (byte) found;
    return found;
  }

  private void grow(int capacity) {
    flags = Arrays.copyOf(flags, capacity);
    leastThreshold = Arrays.copyOf(leastThreshold, capacity);
    plain = Arrays.copyOf(plain, capacity);
    segmented = Arrays.copyOf(segmented, capacity);
    calling = Arrays.copyOf(calling, capacity);
  }

  private static SliCounter[] those(List<SliCounter> covering, Predicate<SliSpec> which) {
    SliCounter[] found =
        covering.stream().filter(c -> which.test(c.spec())).toArray(SliCounter[]::new);
    return found.length == 0 ? NONE : found;
  }
}
