package dev.headroom.stat;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;

/// A mergeable quantile sketch: a base-2 exponential histogram in the layout of OpenTelemetry.
///
/// Bucket `i` at scale `s` holds the weight of values in `(2^(i/2^s), 2^((i+1)/2^s)]`; values of 0
/// and below share one zero bucket. At the starting scale 6 a quantile is off by at most `(2^(1/64)
/// -
///   1) / (2^(1/64) + 1)`, 0.54 % of its value, over a spread of 2^32 between smallest and largest;
///      a wider spread halves the resolution until it fits ([#relativeError] tells). Merging adds
///      counts, so it is associative, commutative and loses nothing.
///
/// Not thread-safe. Source: OpenTelemetry data model, "Exponential Histogram".
public final class Sketch {
  /// The resolution that sketches start with.
  public static final int START_SCALE = 6;

  static final int MAX_BUCKETS = 2_048;
  static final int LOWEST_SCALE = -10;
  static final int HIGHEST_SCALE = 20;

  private static final int MANTISSA_BITS = 52;
  private static final int GUESS_BITS = 8;
  private static final long MANTISSA_MASK = (1L << MANTISSA_BITS) - 1;
  private static final double[] NONE = new double[0];
  private static final long[] BOUNDS = bounds();
  private static final byte[] GUESS = guesses();

  private int scale = START_SCALE;
  private double zero;
  private double total;

  /// The bucket that `buckets[0]` holds; zeros may surround what is in use.
  private int first;

  private double[] buckets = NONE;

  /// The mantissas of the buckets' lower bounds; one past the last is out of reach.
  private static long[] bounds() {
    int perDoubling = 1 << START_SCALE;
    long[] bounds = new long[perDoubling + 1];
    for (int i = 0; i < perDoubling; i++) {
      bounds[i] = Double.doubleToRawLongBits(Math.pow(2, i / (double) perDoubling)) & MANTISSA_MASK;
    }
    bounds[perDoubling] = MANTISSA_MASK;
    return bounds;
  }

  /// How many bounds lie below the start of each 256th of a doubling. Buckets are wider than that,
  /// so at most one more bound lies within.
  private static byte[] guesses() {
    byte[] guesses = new byte[1 << GUESS_BITS];
    int below = 0;
    for (int i = 0; i < guesses.length; i++) {
      long mantissa = (long) i << (MANTISSA_BITS - GUESS_BITS);
      while (BOUNDS[below] < mantissa) {
        below++;
      }
      guesses[i] = (byte) below;
    }
    return guesses;
  }

  /// The bucket of a positive normal value at [#START_SCALE]: the last whose lower bound is below
  /// the value, as bounds are inclusive above.
  static int index(double value) {
    long bits = Double.doubleToRawLongBits(value);
    long mantissa = bits & MANTISSA_MASK;
    int exponent = (int) (bits >>> MANTISSA_BITS) - 1023;
    int below = GUESS[(int) (mantissa >>> (MANTISSA_BITS - GUESS_BITS))];
    // The sign bit is 1 when the next bound is below too; a branch would be mispredicted often.
    int more = (int) ((BOUNDS[below] - mantissa) >>> 63);
    return (exponent << START_SCALE) + below + more - 1;
  }

  /// Adds a value with weight 1.
  public void record(double value) {
    record(value, 1);
  }

  /// Adds a value that stands for `weight` values; values that are not positive count as zero.
  ///
  /// @throws HeadroomException when the value is NaN or infinite, or the weight is not positive
  public void record(double value, double weight) {
    if (!(weight > 0 && weight <= Double.MAX_VALUE && Math.abs(value) <= Double.MAX_VALUE)) {
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
  /// lowers this sketch's scale. Buckets beyond what a double can hold count as the outermost one,
  /// or as zero.
  ///
  /// @param fromScale -10 to 20
  /// @param weight 0 adds nothing
  /// @throws HeadroomException when the scale is out of range or the weight negative or not finite
  public void addBucket(int fromScale, int index, double weight) {
    if (fromScale < LOWEST_SCALE || fromScale > HIGHEST_SCALE || !isWeight(weight)) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "bucket at scale "
              + fromScale
              + " with weight "
              + weight
              + "; expected scale -10 to 20 and weight >= 0");
    }
    if (weight == 0) {
      return;
    }
    if (index < lowestIndex(fromScale)) {
      addZero(weight);
      return;
    }
    while (scale > fromScale) {
      downscale();
    }
    total += weight;
    add(Math.min(index, highestIndex(fromScale)) >> (fromScale - scale), weight);
  }

  private static boolean isWeight(double weight) {
    return weight >= 0 && weight <= Double.MAX_VALUE;
  }

  /// The bucket of the smallest positive normal double.
  private static int lowestIndex(int scale) {
    return scale >= 0 ? -(1022 << scale) - 1 : (-1023 >> -scale);
  }

  /// The bucket of the largest double.
  private static int highestIndex(int scale) {
    return scale >= 0 ? (1024 << scale) - 1 : 1023 >> -scale;
  }

  /// Adds weight to the zero bucket.
  ///
  /// @throws HeadroomException when the weight is negative or not finite
  public void addZero(double weight) {
    if (!isWeight(weight)) {
      throw new HeadroomException(ErrorCode.INVALID, "weight " + weight + "; expected >= 0");
    }
    total += weight;
    zero += weight;
  }

  private void add(int index, double weight) {
    int at = index - first;
    if (at >= 0 && at < buckets.length) {
      buckets[at] += weight;
    } else {
      int shift = makeRoom(index, index);
      buckets[(index >> shift) - first] += weight;
    }
  }

  /// Makes room for all buckets from `low` to `high`, halving the resolution as often as needed;
  /// returns how often.
  private int makeRoom(int low, int high) {
    int shift = 0;
    int lowest = Math.min(low, lowestUsed(low));
    int highest = Math.max(high, highestUsed(high));
    while (highest - lowest >= MAX_BUCKETS) {
      downscale();
      lowest >>= 1;
      highest >>= 1;
      shift++;
    }
    if (lowest < first || highest >= first + buckets.length) {
      resize(lowest, highest);
    }
    return shift;
  }

  private int lowestUsed(int otherwise) {
    for (int i = 0; i < buckets.length; i++) {
      if (buckets[i] != 0) {
        return first + i;
      }
    }
    return otherwise;
  }

  private int highestUsed(int otherwise) {
    for (int i = buckets.length - 1; i >= 0; i--) {
      if (buckets[i] != 0) {
        return first + i;
      }
    }
    return otherwise;
  }

  /// Moves the buckets to an array with some to spare on the side that grew.
  private void resize(int lowest, int highest) {
    int needed = highest - lowest + 1;
    int spare = Math.min(MAX_BUCKETS, Math.max(16, needed + needed / 2)) - needed;
    int below = buckets.length == 0 ? spare / 2 : lowest < first ? spare : 0;
    double[] moved = new double[needed + spare];
    int newFirst = lowest - below;
    int from = Math.max(first, newFirst);
    int to = Math.min(first + buckets.length, newFirst + moved.length);
    if (from < to) {
      System.arraycopy(buckets, from - first, moved, from - newFirst, to - from);
    }
    first = newFirst;
    buckets = moved;
  }

  private void downscale() {
    scale--;
    if (buckets.length == 0) {
      return;
    }
    int newFirst = first >> 1;
    double[] halved = new double[((first + buckets.length - 1) >> 1) - newFirst + 1];
    for (int i = 0; i < buckets.length; i++) {
      halved[((first + i) >> 1) - newFirst] += buckets[i];
    }
    first = newFirst;
    buckets = halved;
  }

  /// Adds all that the other sketch holds; the other stays as it is.
  public void merge(Sketch other) {
    while (scale > other.scale) {
      downscale();
    }
    zero += other.zero;
    total += other.total;
    int low = other.lowestUsed(Integer.MAX_VALUE);
    if (low == Integer.MAX_VALUE) {
      return;
    }
    int high = other.highestUsed(low);
    makeRoom(low >> (other.scale - scale), high >> (other.scale - scale));
    int shift = other.scale - scale;
    if (shift == 0) {
      addAll(other.buckets, low - other.first, high - low + 1, buckets, low - first);
      return;
    }
    for (int index = low; index <= high; index++) {
      buckets[(index >> shift) - first] += other.buckets[index - other.first];
    }
  }

  /// A plain loop over neighbours, so that the compiler adds several at once.
  private static void addAll(double[] from, int at, int count, double[] into, int intoAt) {
    for (int i = 0; i < count; i++) {
      into[intoAt + i] += from[at + i];
    }
  }

  /// Opens this sketch for the buckets from `low` to `high` of another scale, at or below
  /// [#START_SCALE].
  Stretch stretch(int fromScale, int low, int high) {
    if (low < lowestIndex(fromScale) || high > highestIndex(fromScale) || high < low) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "buckets " + low + " to " + high + " at scale " + fromScale + "; no double lies there");
    }
    while (scale > fromScale) {
      downscale();
    }
    makeRoom(low >> (fromScale - scale), high >> (fromScale - scale));
    return new Stretch(low, fromScale - scale);
  }

  /// Adds to neighbouring buckets for which there is room.
  final class Stretch {
    private final int low;
    private final int shift;
    private final double[] into = buckets;
    private final int offset = first;
    private double added;

    private Stretch(int low, int shift) {
      this.low = low;
      this.shift = shift;
    }

    /// @param index counted from the first bucket of the stretch
    void add(int index, double weight) {
      if (!isWeight(weight)) {
        throw new HeadroomException(ErrorCode.INVALID, "weight " + weight + "; expected >= 0");
      }
      into[((low + index) >> shift) - offset] += weight;
      added += weight;
    }

    /// Makes the total include what was added.
    void close() {
      total += added;
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
    for (int i = 0; i < buckets.length; i++) {
      if (buckets[i] > 0) {
        seen += buckets[i];
        last = i;
        if (seen >= rank) {
          break;
        }
      }
    }
    return zero == total ? 0 : middle(first + last);
  }

  private double middle(int index) {
    // From the lower bound, as the upper bound of the last bucket is beyond any double.
    return Math.pow(2, Math.scalb((double) index, -scale)) * (2 / (1 + inverseBase()));
  }

  private double inverseBase() {
    return Math.pow(2, -Math.scalb(1.0, -scale));
  }

  /// The share of the weight at or below the threshold, as [#countAtOrBelow]; NaN when the sketch
  /// is empty.
  public double shareAtOrBelow(double threshold) {
    return total == 0 ? Double.NaN : countAtOrBelow(threshold) / total;
  }

  /// The weight at or below the threshold, interpolated in logarithms within the bucket that holds
  /// it. It lies between the exact weights at or below that bucket's bounds, which are a factor of
  /// `2^(1/64)` (1.1 %) apart at the starting scale.
  public double countAtOrBelow(double threshold) {
    if (threshold < 0) {
      return 0;
    }
    double below = zero;
    double position = Math.scalb(Math.log(threshold) / Math.log(2), scale);
    for (int i = 0; i < buckets.length; i++) {
      double inside = position - (first + i);
      below += inside >= 1 ? buckets[i] : inside > 0 ? inside * buckets[i] : 0;
    }
    return Math.min(total, below);
  }

  /// The largest relative error of a quantile at the present scale.
  public double relativeError() {
    return (1 - inverseBase()) / (1 + inverseBase());
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
    int low = lowestUsed(0);
    int high = highestUsed(low - 1);
    return SketchCodec.encode(scale, zero, low, low - first, high - low + 1, buckets);
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
  /// @throws HeadroomException with [ErrorCode#INVALID] when the bytes are anything else; this
  ///   sketch is of no use then
  public void mergeEncoded(byte[] bytes) {
    SketchCodec.decodeInto(bytes, this);
  }
}
