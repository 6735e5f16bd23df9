package dev.headroom.rollup.metric;

import dev.headroom.signal.MetricPoint.Data;
import dev.headroom.stat.Sketch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns the buckets of OTLP histograms into sketches and takes cumulative ones apart.
final class Buckets {
  /// Into how many pieces an explicit bucket is cut: its counts are spread evenly in logarithms.
  private static final int PIECES = 8;

  private Buckets() {}

  /// What came between two points of a cumulative histogram; null when it cannot be told (other
  /// bounds, or counts that fell).
  static Data.@Nullable Histogram between(Data.Histogram from, Data.Histogram to) {
    if (!from.bounds().equals(to.bounds()) || from.counts().size() != to.counts().size()) {
      return null;
    }
    List<Long> counts = new ArrayList<>(to.counts().size());
    for (int i = 0; i < to.counts().size(); i++) {
      long grown = to.counts().get(i) - from.counts().get(i);
      if (grown < 0) {
        return null;
      }
      counts.add(grown);
    }
    long count = to.count() - from.count();
    return count < 0
        ? null
        : new Data.Histogram(
            count,
            to.sum() - from.sum(),
            Double.NaN,
            Double.NaN,
            to.bounds(),
            counts,
            to.temporality());
  }

  /// The same for exponential histograms, at the coarser of the two scales.
  static Data.@Nullable ExponentialHistogram between(
      Data.ExponentialHistogram from, Data.ExponentialHistogram to) {
    int scale = Math.min(from.scale(), to.scale());
    Run positive =
        Run.of(to.positiveOffset(), to.positive(), to.scale() - scale)
            .minus(Run.of(from.positiveOffset(), from.positive(), from.scale() - scale));
    Run negative =
        Run.of(to.negativeOffset(), to.negative(), to.scale() - scale)
            .minus(Run.of(from.negativeOffset(), from.negative(), from.scale() - scale));
    long count = to.count() - from.count();
    long zeros = to.zeroCount() - from.zeroCount();
    if (count < 0 || zeros < 0 || positive.fell() || negative.fell()) {
      return null;
    }
    return new Data.ExponentialHistogram(
        count,
        to.sum() - from.sum(),
        Double.NaN,
        Double.NaN,
        scale,
        zeros,
        to.zeroThreshold(),
        positive.offset,
        positive.counts,
        negative.offset,
        negative.counts,
        to.temporality());
  }

  /// @param factor what values are multiplied with (unit normalisation)
  static Sketch sketch(Data.Histogram histogram, double factor) {
    Sketch sketch = new Sketch();
    List<Double> bounds = histogram.bounds();
    for (int i = 0; i < histogram.counts().size(); i++) {
      long count = histogram.counts().get(i);
      if (count <= 0 || bounds.isEmpty()) {
        continue;
      }
      boolean overflow = i == bounds.size();
      double high = overflow ? highest(histogram) : bounds.get(i);
      double low = i == 0 ? lowest(histogram, high) : bounds.get(i - 1);
      spread(sketch, Math.max(low, 0) * factor, Math.max(high, 0) * factor, count);
    }
    return sketch;
  }

  private static double highest(Data.Histogram histogram) {
    double last = histogram.bounds().getLast();
    return Double.isNaN(histogram.max()) ? last : Math.max(last, histogram.max());
  }

  private static double lowest(Data.Histogram histogram, double high) {
    return Double.isNaN(histogram.min()) ? high / PIECES : Math.min(high, histogram.min());
  }

  private static void spread(Sketch sketch, double low, double high, long count) {
    if (low <= 0 || high <= low) {
      sketch.record(high, count);
      return;
    }
    long pieces = Math.min(PIECES, count);
    for (int piece = 0; piece < pieces; piece++) {
      long share = count * (piece + 1) / pieces - count * piece / pieces;
      sketch.record(low * Math.pow(high / low, (piece + 0.5) / pieces), share);
    }
  }

  /// Without loss when the factor is 1 and the scale is 6 or less; negative values, which durations
  /// and sizes do not have, count as zero.
  static Sketch sketch(Data.ExponentialHistogram histogram, double factor) {
    Sketch sketch = new Sketch();
    double base = Math.pow(2, Math.scalb(1.0, -histogram.scale()));
    for (int i = 0; i < histogram.positive().size(); i++) {
      long count = histogram.positive().get(i);
      int index = histogram.positiveOffset() + i;
      if (count > 0 && factor == 1) {
        sketch.addBucket(histogram.scale(), index, count);
      } else if (count > 0) {
        sketch.record(factor * 2 * Math.pow(base, index + 1.0) / (base + 1), count);
      }
    }
    long zeros = histogram.zeroCount();
    for (long count : histogram.negative()) {
      zeros += count;
    }
    if (zeros > 0) {
      sketch.addZero(zeros);
    }
    return sketch;
  }

  /// Counts of neighbouring buckets.
  private record Run(int offset, List<Long> counts) {

    static Run of(int offset, List<Long> counts, int shift) {
      if (shift == 0 || counts.isEmpty()) {
        return new Run(offset, counts);
      }
      int first = offset >> Math.min(31, shift);
      int last = (offset + counts.size() - 1) >> Math.min(31, shift);
      Long[] merged = new Long[last - first + 1];
      Arrays.fill(merged, 0L);
      for (int i = 0; i < counts.size(); i++) {
        merged[((offset + i) >> Math.min(31, shift)) - first] += counts.get(i);
      }
      return new Run(first, List.of(merged));
    }

    Run minus(Run other) {
      if (other.counts.isEmpty()) {
        return this;
      }
      int first = counts.isEmpty() ? other.offset : Math.min(offset, other.offset);
      int end = Math.max(offset + counts.size(), other.offset + other.counts.size());
      List<Long> difference = new ArrayList<>(end - first);
      for (int i = first; i < end; i++) {
        difference.add(at(i) - other.at(i));
      }
      return new Run(first, difference);
    }

    private long at(int index) {
      int i = index - offset;
      return i >= 0 && i < counts.size() ? counts.get(i) : 0;
    }

    boolean fell() {
      return counts.stream().anyMatch(count -> count < 0);
    }
  }
}
