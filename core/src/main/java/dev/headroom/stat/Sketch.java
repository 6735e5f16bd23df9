package dev.headroom.stat;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.util.Arrays;

/// A mergeable quantile sketch: a base-2 exponential histogram in the layout of OpenTelemetry.
///
/// Bucket `i` at scale `s` holds the weight of values in `(2^(i/2^s), 2^((i+1)/2^s)]`; values of 0
/// and below share one zero bucket. At the starting scale 6 a quantile is off by at most
/// `(2^(1/64)-1)/(2^(1/64)+1)`, 0.54 % of its value, over a spread of 2^32 between smallest and
/// largest; a wider spread halves the resolution until it fits ([#relativeError] tells). Merging
/// adds counts, so it is associative, commutative and loses nothing.
///
/// Not thread-safe. Source: OpenTelemetry data model, "Exponential Histogram".
public final class Sketch {
  /// The resolution that sketches start with.
  public static final int START_SCALE = 6;

  static final int MAX_BUCKETS = 2_048;
  private static final int MANTISSA_BITS = 52;
  private static final int GUESS_BITS = 8;
  private static final long MANTISSA_MASK = (1L << MANTISSA_BITS) - 1;
  private static final long[] BOUNDS = bounds();
  private static final byte[] GUESS = guesses();

  private int scale = START_SCALE;
  private double zero;
  private double total;
  private int first;
  private int length;
  private double[] buckets = new double[0];

  private static long[] bounds() {
    long[] bounds = new long[1 << START_SCALE];
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] =
          Double.doubleToRawLongBits(Math.pow(2, i / (double) bounds.length)) & MANTISSA_MASK;
    }
    return bounds;
  }

  private static byte[] guesses() {
    byte[] guesses = new byte[1 << GUESS_BITS];
    int bucket = 0;
    for (int i = 0; i < guesses.length; i++) {
      long mantissa = (long) i << (MANTISSA_BITS - GUESS_BITS);
      while (bucket + 1 < BOUNDS.length && BOUNDS[bucket + 1] <= mantissa) {
        bucket++;
      }
      guesses[i] = (byte) bucket;
    }
    return guesses;
  }

  /// The bucket of a positive normal value at [#START_SCALE].
  static int index(double value) {
    long bits = Double.doubleToRawLongBits(value);
    long mantissa = bits & MANTISSA_MASK;
    int exponent = (int) (bits >>> MANTISSA_BITS) - 1023;
    int bucket = GUESS[(int) (mantissa >>> (MANTISSA_BITS - GUESS_BITS))];
    while (bucket + 1 < BOUNDS.length && BOUNDS[bucket + 1] < mantissa) {
      bucket++;
    }
    int index = (exponent << START_SCALE) + bucket;
    // A value right on a bound belongs to the bucket below: bounds are inclusive above.
    return BOUNDS[bucket] == mantissa ? index - 1 : index;
  }

  /// Adds a value with weight 1.
  public void record(double value) {
    record(value, 1);
  }

  /// Adds a value that stands for `weight` values; values that are not positive count as zero.
  ///
  /// @throws HeadroomException when the value is NaN or infinite, or the weight is not positive
  public void record(double value, double weight) {
    if (!(weight > 0) || !Double.isFinite(value) || weight == Double.POSITIVE_INFINITY) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "value " + value + " with weight " + weight + "; expected finite and weight > 0");
    }
    total += weight;
    if (value < Double.MIN_NORMAL) {
      zero += weight;
      return;
    }
    add(index(value) >> (START_SCALE - scale), weight);
  }

  /// Adds weight to one bucket given at another scale; used to fold in OTLP exponential histograms
  /// of scale `fromScale` without loss when it is at or above this sketch's scale. A coarser bucket
  /// lowers this sketch's scale.
  public void addBucket(int fromScale, int index, double weight) {
    while (scale > fromScale) {
      downscale();
    }
    total += weight;
    add(index >> Math.min(31, fromScale - scale), weight);
  }

  /// Adds weight to the zero bucket.
  public void addZero(double weight) {
    total += weight;
    zero += weight;
  }

  private void add(int index, double weight) {
    int at = index;
    while (!fits(at)) {
      downscale();
      at >>= 1;
    }
    reserve(at);
    buckets[at - first] += weight;
  }

  private boolean fits(int index) {
    return length == 0
        || (long) Math.max(index, first + length - 1) - Math.min(index, first) < MAX_BUCKETS;
  }

  private void reserve(int index) {
    if (length == 0) {
      buckets = new double[16];
      first = index;
      length = 1;
    } else if (index < first) {
      int shift = first - index;
      double[] moved = new double[capacity(length + shift)];
      System.arraycopy(buckets, 0, moved, shift, length);
      buckets = moved;
      first = index;
      length += shift;
    } else if (index >= first + length) {
      length = index - first + 1;
      if (length > buckets.length) {
        buckets = Arrays.copyOf(buckets, capacity(length));
      }
    }
  }

  private static int capacity(int needed) {
    return Math.min(MAX_BUCKETS, Math.max(16, needed + needed / 2));
  }

  private void downscale() {
    scale--;
    if (length == 0) {
      return;
    }
    int newFirst = first >> 1;
    int newLength = ((first + length - 1) >> 1) - newFirst + 1;
    double[] halved = new double[capacity(newLength)];
    for (int i = 0; i < length; i++) {
      halved[((first + i) >> 1) - newFirst] += buckets[i];
    }
    first = newFirst;
    length = newLength;
    buckets = halved;
  }

  /// Adds all that the other sketch holds; the other stays as it is.
  public void merge(Sketch other) {
    while (scale > other.scale) {
      downscale();
    }
    zero += other.zero;
    total += other.total;
    for (int i = 0; i < other.length; i++) {
      if (other.buckets[i] != 0) {
        // add() may lower this sketch's scale, so the shift is taken anew for each bucket.
        add((other.first + i) >> (other.scale - scale), other.buckets[i]);
      }
    }
  }

  /// The total weight.
  public double count() {
    return total;
  }

  /// The value below which the share `q` of the weight lies: the midpoint of the bucket that holds
  /// it, in the sense that minimises the relative error. NaN when the sketch is empty.
  ///
  /// @param q 0 to 1
  public double quantile(double q) {
    if (!(q >= 0 && q <= 1)) {
      throw new HeadroomException(ErrorCode.INVALID, "quantile " + q + "; expected 0 to 1");
    }
    if (total == 0) {
      return Double.NaN;
    }
    double rank = q * total;
    double seen = zero;
    if (zero > 0 && seen >= rank) {
      return 0;
    }
    int last = 0;
    for (int i = 0; i < length; i++) {
      if (buckets[i] > 0) {
        seen += buckets[i];
        last = i;
        if (seen >= rank) {
          break;
        }
      }
    }
    return length == 0 ? 0 : middle(first + last);
  }

  private double middle(int index) {
    double base = Math.pow(2, Math.scalb(1.0, -scale));
    return 2 * Math.pow(2, Math.scalb((double) index + 1, -scale)) / (base + 1);
  }

  /// The share of the weight at or below the threshold, interpolated in logarithms within the
  /// bucket that holds it; NaN when the sketch is empty.
  public double shareAtOrBelow(double threshold) {
    if (total == 0) {
      return Double.NaN;
    }
    if (threshold < 0) {
      return 0;
    }
    double below = zero;
    double position = Math.scalb(Math.log(threshold) / Math.log(2), scale);
    for (int i = 0; i < length; i++) {
      double inside = position - (first + i);
      below += inside >= 1 ? buckets[i] : inside > 0 ? inside * buckets[i] : 0;
    }
    return Math.min(1, below / total);
  }

  /// The largest relative error of a quantile at the present scale.
  public double relativeError() {
    double base = Math.pow(2, Math.scalb(1.0, -scale));
    return (base - 1) / (base + 1);
  }

  public int scale() {
    return scale;
  }

  /// An independent copy.
  public Sketch copy() {
    Sketch copy = new Sketch();
    copy.merge(this);
    return copy;
  }

  /// The bytes that [#decode] reads: see [SketchCodec].
  public byte[] encode() {
    return SketchCodec.encode(scale, zero, first, length, buckets);
  }

  /// Reads what [#encode] wrote.
  ///
  /// @throws HeadroomException with [ErrorCode#INVALID] when the bytes are anything else
  public static Sketch decode(byte[] bytes) {
    Sketch sketch = new Sketch();
    sketch.mergeEncoded(bytes);
    return sketch;
  }

  /// Merges an encoded sketch without building it first.
  ///
  /// @throws HeadroomException with [ErrorCode#INVALID] when the bytes are anything else
  public void mergeEncoded(byte[] bytes) {
    SketchCodec.decodeInto(bytes, this);
  }
}
