package dev.headroom.otlp;

import com.sun.management.ThreadMXBean;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.signal.SpanBatch;
import dev.headroom.signal.SpanTables;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/// Mutation fuzzer of all OTLP decoders.
///
/// From random valid messages it makes broken ones and gives each to every decoder. What must hold:
/// nothing but [HeadroomException] with `INVALID` is thrown; both readers of spans agree; CPU time
/// and allocation stay within bounds that grow with the input only. Run it with `mvn -pl core
/// test-compile` and `java -cp … dev.headroom.otlp.OtlpFuzz [inputs] [seed]`.
final class OtlpFuzz {
  private static final int INPUT_MAX = 1 << 16;
  private static final long CPU_NANOS_MAX = 2_000_000_000L;
  private static final long ALLOCATED_BASE_MAX = 4L << 20;
  private static final long ALLOCATED_PER_BYTE_MAX = 1_000;

  private final long seed;
  private final Random random;
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final SpanTables tables = SpanTables.create();
  private final SpanDecoder spans = new SpanDecoder(tables, SegmentKeys.DEFAULT, 11);
  private final List<byte[]> seeds = new ArrayList<>();
  private int accepted;
  private int refused;
  private long slowestNanos;
  private long mostAllocatedPerByte;

  OtlpFuzz(long seed) {
    this.seed = seed;
    random = new Random(seed);
    for (int i = 0; i < 64; i++) {
      RandomOtlp messages = new RandomOtlp(seed * 1_000 + i, i % 2 == 0);
      seeds.add(messages.traces().toByteArray());
      seeds.add(messages.metrics().toByteArray());
      seeds.add(messages.logs().toByteArray());
    }
  }

  /// @param args how many inputs (1,000,000) and the seed (1)
  public static void main(String[] args) {
    int inputs = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    OtlpFuzz fuzz = new OtlpFuzz(args.length > 1 ? Long.parseLong(args[1]) : 1);
    fuzz.run(inputs);
    System.out.println(fuzz.report(inputs));
  }

  String report(int inputs) {
    return "%,d inputs, seed %d: %,d decodings accepted, %,d refused; slowest input %,d µs CPU, most %,d bytes allocated per byte of input"
        .formatted(inputs, seed, accepted, refused, slowestNanos / 1_000, mostAllocatedPerByte);
  }

  int accepted() {
    return accepted;
  }

  int refused() {
    return refused;
  }

  void run(int inputs) {
    for (int i = 0; i < inputs; i++) {
      byte[] input = input();
      long cpu = threads.getCurrentThreadCpuTime();
      long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().threadId());
      try {
        all(input);
      } catch (RuntimeException | Error e) {
        throw new AssertionError(describe(i, input), e);
      }
      long nanos = threads.getCurrentThreadCpuTime() - cpu;
      long bytes = threads.getThreadAllocatedBytes(Thread.currentThread().threadId()) - allocated;
      slowestNanos = Math.max(slowestNanos, nanos);
      if (input.length > 1_000) {
        mostAllocatedPerByte = Math.max(mostAllocatedPerByte, bytes / input.length);
      }
      if (nanos > CPU_NANOS_MAX
          || bytes > ALLOCATED_BASE_MAX + ALLOCATED_PER_BYTE_MAX * input.length) {
        throw new AssertionError(
            describe(i, input) + " took " + nanos + " ns and allocated " + bytes + " bytes");
      }
    }
  }

  private String describe(int i, byte[] input) {
    return "seed " + seed + " input " + i + ": " + HexFormat.of().formatHex(input);
  }

  private byte[] input() {
    byte[] input = seeds.get(random.nextInt(seeds.size()));
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      input = mutated(input);
    }
    return input;
  }

  private byte[] mutated(byte[] bytes) {
    int at = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
    byte[] copy = bytes.clone();
    switch (random.nextInt(8)) {
      case 0 -> flip(copy, at);
      case 1 -> set(copy, at, (byte) random.nextInt());
      case 2 -> set(copy, at, (byte) random.nextInt(128));
      case 3 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 4 -> {
        return spliced(bytes, at, hugeNumber());
      }
      case 5 -> {
        byte[] other = seeds.get(random.nextInt(seeds.size()));
        int from = other.length == 0 ? 0 : random.nextInt(other.length);
        int length = Math.min(other.length - from, random.nextInt(200));
        return spliced(bytes, at, Arrays.copyOfRange(other, from, from + length));
      }
      case 6 -> {
        byte[] repeated = new byte[random.nextInt(500)];
        Arrays.fill(repeated, (byte) random.nextInt());
        return spliced(bytes, at, repeated);
      }
      default -> {
        int end = Math.min(bytes.length, at + random.nextInt(50));
        byte[] shorter = Arrays.copyOf(bytes, bytes.length - (end - at));
        System.arraycopy(bytes, end, shorter, at, bytes.length - end);
        return shorter;
      }
    }
    return copy;
  }

  private void flip(byte[] bytes, int at) {
    if (bytes.length > 0) {
      bytes[at] ^= (byte) (1 << random.nextInt(8));
    }
  }

  private static void set(byte[] bytes, int at, byte value) {
    if (bytes.length > 0) {
      bytes[at] = value;
    }
  }

  private byte[] hugeNumber() {
    byte[] number = new byte[1 + random.nextInt(11)];
    Arrays.fill(number, (byte) 0xff);
    number[number.length - 1] = (byte) random.nextInt(128);
    return number;
  }

  private static byte[] spliced(byte[] bytes, int at, byte[] piece) {
    if (bytes.length + piece.length > INPUT_MAX) {
      return bytes;
    }
    byte[] spliced = Arrays.copyOf(bytes, bytes.length + piece.length);
    System.arraycopy(piece, 0, spliced, at, piece.length);
    System.arraycopy(bytes, at, spliced, at + piece.length, bytes.length - at);
    return spliced;
  }

  private void all(byte[] input) {
    boolean columns = attempt(() -> spans.decode(input));
    boolean whole = attempt(() -> TraceDecoder.decode(input));
    if (columns != whole) {
      throw new AssertionError(
          columns ? "only SpanDecoder accepts it" : "only TraceDecoder accepts it");
    }
    if (columns) {
      compare(input);
    }
    attempt(() -> MetricDecoder.decode(input));
    attempt(() -> LogDecoder.decode(input));
  }

  private boolean attempt(Runnable decoding) {
    try {
      decoding.run();
      accepted++;
      return true;
    } catch (HeadroomException e) {
      if (e.code() != ErrorCode.INVALID) {
        throw e;
      }
      refused++;
      return false;
    }
  }

  /// What the columns say must hold for the whole spans, and for the spans put together again.
  private void compare(byte[] input) {
    DecodedSpans decoded = spans.decode(input);
    SpanBatch batch = decoded.batch();
    Tally tally = TraceDecoder.decode(input, _ -> {});
    expect(tally.accepted() == batch.size() && tally.rejected() == decoded.rejected(), "counts");
    TraceSlices slices = new TraceSlices();
    for (int i = 0; i < batch.size(); i++) {
      expect(batch.startNanos(i) >= 0 && batch.endNanos(i) >= batch.startNanos(i), "times");
      expect(batch.shape(i) >= 0 && batch.shape(i) < tables.shapes().size(), "shape");
      expect(batch.segment(i) >= 0 && batch.segment(i) < tables.segments().size(), "segment");
      expect(Float.isNaN(batch.weight(i)) || batch.weight(i) >= 1, "weight");
      slices.add(
          input,
          batch.resourceOffset(i),
          batch.resourceLength(i),
          batch.scopeOffset(i),
          batch.scopeLength(i),
          batch.offset(i),
          batch.length(i));
    }
    expect(TraceDecoder.decode(slices.build()).size() == batch.size(), "slices");
  }

  private static void expect(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what + " do not hold");
    }
  }
}
