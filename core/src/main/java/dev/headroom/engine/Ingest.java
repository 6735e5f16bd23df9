package dev.headroom.engine;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.otlp.DecodedSpans;
import dev.headroom.otlp.FutureItems;
import dev.headroom.otlp.LogDecoder;
import dev.headroom.otlp.MetricDecoder;
import dev.headroom.otlp.SpanDecoder;
import dev.headroom.otlp.Tally;
import dev.headroom.signal.LogRecord;
import dev.headroom.signal.MetricPoint;
import dev.headroom.signal.SignalSink;
import dev.headroom.signal.SignalType;
import dev.headroom.signal.SpanBatch;
import dev.headroom.store.Journal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Takes requests in: decodes them on the caller's thread, which tells whether they are sound, and
/// has them journalled. Thread-safe.
final class Ingest implements SignalSink {
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LATER = Duration.ofSeconds(5);

  /// How far ahead of this machine's clock a sender's may be.
  static final Duration AHEAD_MAX = Duration.ofDays(1);

  private final SpanDecoder decoder;
  private final Journal journal;
  private final BooleanSupplier full;
  private final InstantSource clock;
  private final Map<SignalType, Counts> counts = new EnumMap<>(SignalType.class);
  private volatile boolean closed;
  private volatile boolean shortOfRoom;

  private static final class Counts {
    private final LongAdder requests = new LongAdder();
    private final LongAdder items = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder future = new LongAdder();
    private final LongAdder malformed = new LongAdder();
    private final LongAdder overloaded = new LongAdder();
  }

  /// @param decoded what the pump needs not decode again
  /// @param latestNanos the latest time of any item
  private record Decoded(
      Object decoded, long latestNanos, int accepted, int rejected, String message) {}

  /// What is left of a request once items from the future are refused.
  ///
  /// @param request what is journalled: a replay must find the same items
  private record Sound(byte[] request, Decoded decoded, int future) {}

  /// @param full whether so much waits to be committed that nothing more may come in
  Ingest(SpanDecoder decoder, Journal journal, BooleanSupplier full, InstantSource clock) {
    this.decoder = decoder;
    this.journal = journal;
    this.full = full;
    this.clock = clock;
    for (SignalType signal : SignalType.values()) {
      counts.put(signal, new Counts());
    }
  }

  @Override
  public CompletableFuture<Receipt> accept(SignalType signal, byte[] request) {
    Counts count = counts(signal);
    count.requests.increment();
    count.bytes.add(request.length);
    if (closed) {
      count.overloaded.increment();
      return done(new Receipt.Overloaded(SOON, "the server is stopping"));
    }
    if (full.getAsBoolean()) {
      count.overloaded.increment();
      return done(new Receipt.Unavailable(LATER, "what was received before cannot be stored yet"));
    }
    Sound sound;
    try {
      sound = sound(signal, request);
    } catch (HeadroomException e) {
      count.malformed.increment();
      return done(new Receipt.Malformed(String.valueOf(e.getMessage())));
    }
    Decoded decoded = sound.decoded();
    count.rejected.add(decoded.rejected());
    count.future.add(sound.future());
    Receipt accepted =
        new Receipt.Accepted(decoded.accepted(), decoded.rejected(), decoded.message());
    if (decoded.accepted() == 0) {
      return done(accepted);
    }
    return journal
        .append(signal, sound.request(), decoded.decoded())
        .handle((_, failure) -> receipt(count, decoded.accepted(), accepted, failure));
  }

  private Sound sound(SignalType signal, byte[] request) {
    Decoded decoded = decode(signal, request);
    Instant latest = clock.instant().plus(AHEAD_MAX);
    long latestNanos = Math.multiplyExact(latest.getEpochSecond(), 1_000_000_000L);
    if (decoded.latestNanos() <= latestNanos) {
      return new Sound(request, decoded, 0);
    }
    FutureItems.Rest rest = FutureItems.remove(signal, request, latestNanos);
    Decoded left = decode(signal, rest.request());
    String told =
        rest.removed()
            + " with "
            + FutureItems.field(signal)
            + " after "
            + Instant.ofEpochSecond(latest.getEpochSecond())
            + ", more than "
            + AHEAD_MAX.toHours()
            + " h ahead of the server's clock; expected when it happened: check the sender's clock";
    return new Sound(
        rest.request(),
        new Decoded(
            left.decoded(),
            left.latestNanos(),
            left.accepted(),
            left.rejected() + rest.removed(),
            left.message().isEmpty() ? told : told + "; " + left.message()),
        rest.removed());
  }

  private Receipt receipt(Counts count, int items, Receipt accepted, @Nullable Throwable failure) {
    if (failure == null) {
      count.items.add(items);
      if (shortOfRoom) {
        shortOfRoom = false;
      }
      return accepted;
    }
    count.overloaded.increment();
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (!(cause instanceof HeadroomException e)) {
      return new Receipt.Unavailable(LATER, "the journal failed: " + cause);
    }
    String message = String.valueOf(e.getMessage());
    if (e.code() == ErrorCode.STORAGE_FULL) {
      shortOfRoom = true;
    }
    return switch (e.code()) {
      case OVERLOADED -> new Receipt.Overloaded(SOON, message);
      default -> new Receipt.Unavailable(LATER, message);
    };
  }

  private Decoded decode(SignalType signal, byte[] request) {
    return switch (signal) {
      case TRACES -> {
        DecodedSpans spans = decoder.decode(request);
        yield new Decoded(
            spans.batch(),
            latest(spans.batch()),
            spans.batch().size(),
            spans.rejected(),
            spans.message());
      }
      case METRICS -> {
        List<MetricPoint> points = new ArrayList<>();
        Tally tally = MetricDecoder.decode(request, points::add);
        yield new Decoded(
            new Pump.Points(points),
            points.stream().mapToLong(MetricPoint::timeNanos).max().orElse(0),
            tally.accepted(),
            tally.rejected(),
            tally.message());
      }
      case LOGS -> {
        List<LogRecord> records = new ArrayList<>();
        Tally tally = LogDecoder.decode(request, records::add);
        yield new Decoded(
            new Pump.Logs(records),
            records.stream().mapToLong(LogRecord::timeNanos).max().orElse(0),
            tally.accepted(),
            tally.rejected(),
            tally.message());
      }
    };
  }

  private static long latest(SpanBatch batch) {
    long latest = 0;
    for (int i = 0; i < batch.size(); i++) {
      latest = Math.max(latest, batch.endNanos(i));
    }
    return latest;
  }

  private Counts counts(SignalType signal) {
    Counts count = counts.get(signal);
    if (count == null) {
      throw new IllegalStateException("every signal is counted");
    }
    return count;
  }

  private static CompletableFuture<Receipt> done(Receipt receipt) {
    return CompletableFuture.completedFuture(receipt);
  }

  /// Whether the journal had no room for the last request.
  boolean shortOfRoom() {
    return shortOfRoom;
  }

  /// Refuses everything from now on, with a retryable answer.
  void close() {
    closed = true;
  }

  EngineStats.Intake intake(SignalType signal) {
    Counts count = counts(signal);
    return new EngineStats.Intake(
        count.requests.sum(),
        count.items.sum(),
        count.bytes.sum(),
        count.rejected.sum(),
        count.future.sum(),
        count.malformed.sum(),
        count.overloaded.sum());
  }
}
