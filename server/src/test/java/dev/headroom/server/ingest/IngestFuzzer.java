package dev.headroom.server.ingest;

import com.google.protobuf.InvalidProtocolBufferException;
import com.linecorp.armeria.common.HttpData;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.signal.SignalType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Feeds mutated requests to everything that reads what clients send: the JSON transcoder, the gRPC
/// framing and the decompressors. Whatever comes in, the answer is a result or a refusal.
///
/// Run [#main] for as many inputs as wanted; the tests run a few thousand.
final class IngestFuzzer {
  private static final int MAX_BYTES = 200_000;
  private static final Duration TOO_LONG = Duration.ofSeconds(5);
  private static final List<SignalType> SIGNALS = List.of(SignalType.values());
  private static final List<ContentCoding> CODINGS = List.of(ContentCoding.values());
  private static final List<String> FRAGMENTS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\"",
          "null",
          "true",
          "1e999",
          "-",
          "\\u",
          "\\ud800",
          "{}",
          "18446744073709551616",
          "\"NaN\"",
          "\"traceId\":",
          "\"intValue\":",
          "[[[[[[[[");

  private final SplittableRandom random;
  private final JsonTranscoder transcoder = new JsonTranscoder(MAX_BYTES);
  private final Decompressor decompressor = new Decompressor();
  private final GrpcUnframer unframer = new GrpcUnframer(decompressor, MAX_BYTES);
  private final ByteBudget budget = new ByteBudget(4L * MAX_BYTES);
  private final RandomOtlp otlp;
  private long taken;
  private long refused;

  IngestFuzzer(long seed) {
    random = new SplittableRandom(seed);
    otlp = new RandomOtlp(random);
  }

  /// Arguments: how many inputs (a million by default), and the seed.
  public static void main(String[] arguments) {
    int inputs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime();
    IngestFuzzer fuzzer = new IngestFuzzer(seed);
    long start = System.nanoTime();
    fuzzer.run(inputs, seed);
    System.out.printf(
        "seed %d: %d inputs, %d taken, %d refused, %d s%n",
        seed, inputs, fuzzer.taken, fuzzer.refused, (System.nanoTime() - start) / 1_000_000_000);
  }

  void run(int inputs, long seed) {
    byte[] json = {};
    byte[] frame = {};
    SignalType signal = SignalType.TRACES;
    ContentCoding coding = ContentCoding.GZIP;
    for (int i = 0; i < inputs; i++) {
      if (i % 50 == 0) {
        signal = SIGNALS.get(random.nextInt(SIGNALS.size()));
        json = otlp.json(otlp.message(signal)).getBytes(StandardCharsets.UTF_8);
        coding = CODINGS.get(random.nextInt(CODINGS.size()));
        byte[] packed = Compressed.with(coding, json);
        frame =
            ByteBuffer.allocate(5 + packed.length)
                .put((byte) (coding == ContentCoding.IDENTITY ? 0 : 1))
                .putInt(packed.length)
                .put(packed)
                .array();
      }
      long start = System.nanoTime();
      try {
        if (random.nextBoolean()) {
          transcode(signal, mutate(json));
        } else {
          unframe(coding, mutate(frame));
        }
      } catch (RuntimeException | InvalidProtocolBufferException defect) {
        throw new AssertionError("seed " + seed + ", input " + i, defect);
      }
      if (System.nanoTime() - start > TOO_LONG.toNanos()) {
        throw new AssertionError("seed " + seed + ", input " + i + " took too long");
      }
      if (budget.used() != 0) {
        throw new AssertionError("seed " + seed + ", input " + i + " kept its reservation");
      }
    }
  }

  /// How many inputs were still right after their mutation; neither should be rare.
  long taken() {
    return taken;
  }

  long refused() {
    return refused;
  }

  private void transcode(SignalType signal, byte[] json) throws InvalidProtocolBufferException {
    try {
      byte[] protobuf = transcoder.toProtobuf(signal, json);
      taken += RandomOtlp.builder(signal).mergeFrom(protobuf).isInitialized() ? 1 : 0;
    } catch (HeadroomException refusal) {
      if (refusal.code() != ErrorCode.INVALID && refusal.code() != ErrorCode.TOO_LARGE) {
        throw refusal;
      }
      refused++;
    }
  }

  private void unframe(ContentCoding coding, byte[] frame) {
    ReceivedBody body = pieces(frame);
    try (Reservation reservation = new Reservation(budget)) {
      byte[] message = unframer.unframe(body, coding, reservation);
      if (message.length > MAX_BYTES) {
        throw new IllegalStateException("the limit was passed: " + message.length);
      }
      taken++;
    } catch (RefusedException refusal) {
      refused++;
    } finally {
      body.release();
    }
  }

  /// The bytes in pieces of random size, as a network would deliver them.
  private ReceivedBody pieces(byte[] bytes) {
    List<HttpData> pieces = new ArrayList<>();
    for (int from = 0; from < bytes.length; ) {
      int to = Math.min(bytes.length, from + 1 + random.nextInt(bytes.length));
      pieces.add(HttpData.wrap(bytes, from, to - from));
      from = to;
    }
    return new ReceivedBody(pieces, bytes.length);
  }

  private byte[] mutate(byte[] original) {
    byte[] bytes = original;
    int changes = random.nextInt(4);
    for (int i = 0; i < changes && bytes.length > 0; i++) {
      int at = random.nextInt(bytes.length);
      int length = 1 + random.nextInt(Math.min(20, bytes.length - at));
      bytes =
          switch (random.nextInt(6)) {
            case 0 -> flip(bytes, at);
            case 1 -> splice(bytes, at, length, new byte[0]);
            case 2 -> splice(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + length));
            case 3 -> splice(bytes, at, length, fragment());
            case 4 -> splice(bytes, at, 0, fragment());
            default -> Arrays.copyOf(bytes, at);
          };
    }
    return bytes;
  }

  private byte[] fragment() {
    if (random.nextBoolean()) {
      return FRAGMENTS.get(random.nextInt(FRAGMENTS.size())).getBytes(StandardCharsets.UTF_8);
    }
    byte[] noise = new byte[1 + random.nextInt(8)];
    random.nextBytes(noise);
    return noise;
  }

  private byte[] flip(byte[] bytes, int at) {
    byte[] copy = bytes.clone();
    copy[at] ^= (byte) (1 << random.nextInt(8));
    return copy;
  }

  private static byte[] splice(byte[] bytes, int at, int removed, byte[] added) {
    byte[] result = new byte[bytes.length - removed + added.length];
    System.arraycopy(bytes, 0, result, 0, at);
    System.arraycopy(added, 0, result, at, added.length);
    System.arraycopy(bytes, at + removed, result, at + added.length, bytes.length - at - removed);
    return result;
  }
}
