package dev.headroom.server.ingest;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.stream.SubscriptionOption;
import com.linecorp.armeria.common.util.Exceptions;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.signal.SignalSink;
import dev.headroom.signal.SignalSink.Receipt;
import dev.headroom.signal.SignalType;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What both transports share: gather the body within the budget, unpack it, hand it to the sink,
/// count.
///
/// Small requests are unpacked on the event loop they came in on; large ones would hold up the
/// other connections of that loop and go to the executor for heavy work.
final class Receiver {
  /// Decoding this much OTLP takes about a millisecond.
  private static final int INLINE_BYTES = 512 * 1024;

  /// How much telemetry usually shrinks when it is compressed, and how much longer JSON takes.
  private static final int USUAL_EFFORT = 10;

  /// When to come back after a refusal for want of room or time.
  static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(Receiver.class);

  private final SignalSink sink;
  private final IngestLimits limits;
  private final ReceiverStats stats;
  private final Executor heavyWork;
  private final ByteBudget budget;

  Receiver(SignalSink sink, IngestLimits limits, ReceiverStats stats, Executor heavyWork) {
    this.sink = sink;
    this.limits = limits;
    this.stats = stats;
    this.heavyWork = heavyWork;
    this.budget = new ByteBudget(limits.maxPendingBytes());
    stats.watch(budget);
  }

  /// Turns a body into plain OTLP protobuf; throws [RefusedException] when it cannot.
  @FunctionalInterface
  interface Unpacker {
    byte[] unpack(ReceivedBody body, Reservation reservation);
  }

  /// What came of a request.
  sealed interface Outcome {

    record Taken(Receipt.Accepted receipt) implements Outcome {}

    record Refused(RefusedException why) implements Outcome {}
  }

  /// A request as its headers announce it.
  ///
  /// @param framingBytes how many bytes of framing the body may have beyond the size limit
  record Intake(
      SignalType signal,
      OtlpTransport transport,
      ContentCoding coding,
      int framingBytes,
      Unpacker unpacker) {

    private int inlineBytes() {
      int bytes = coding == ContentCoding.IDENTITY ? INLINE_BYTES : INLINE_BYTES / USUAL_EFFORT;
      return transport == OtlpTransport.HTTP_JSON ? bytes / USUAL_EFFORT : bytes;
    }
  }

  IngestLimits limits() {
    return limits;
  }

  /// Counts a request that was refused before its body was read.
  RefusedException refuse(SignalType signal, OtlpTransport transport, RefusedException refusal) {
    stats.arrived(signal, transport);
    stats.refused(signal, transport, refusal.reason());
    return refusal;
  }

  /// Receives one request. The future never completes exceptionally.
  CompletableFuture<Outcome> receive(
      ServiceRequestContext context, HttpRequest request, Intake intake) {
    stats.arrived(intake.signal(), intake.transport());
    Reservation reservation = new Reservation(budget);
    BodyCollector collector =
        new BodyCollector(limits.maxRequestBytes(), intake.framingBytes(), reservation);
    request.subscribe(
        collector,
        context.eventLoop(),
        SubscriptionOption.WITH_POOLED_OBJECTS,
        SubscriptionOption.NOTIFY_CANCELLATION);
    return collector
        .body()
        .thenCompose(body -> {
          stats.read(intake.signal(), intake.transport(), body.size());
          return body.size() <= intake.inlineBytes()
              ? handOver(body, intake, reservation)
              : CompletableFuture.completedFuture(body)
                  .thenComposeAsync(large -> handOver(large, intake, reservation), heavyWork);
        })
        .handle((receipt, failure) -> {
          reservation.close();
          Outcome outcome =
              failure == null ? outcome(receipt) : new Outcome.Refused(refusal(failure));
          count(intake, outcome);
          return outcome;
        });
  }

  private CompletionStage<Receipt> handOver(
      ReceivedBody body, Intake intake, Reservation reservation) {
    try {
      byte[] request = intake.unpacker().unpack(body, reservation);
      stats.handedOver(intake.signal(), intake.transport(), request.length);
      return sink.accept(intake.signal(), request);
    } finally {
      body.release();
    }
  }

  private static Outcome outcome(Receipt receipt) {
    return switch (receipt) {
      case Receipt.Accepted accepted -> new Outcome.Taken(accepted);
      case Receipt.Malformed(String message) ->
          new Outcome.Refused(new RefusedException(RefusalReason.MALFORMED, message));
      case Receipt.Overloaded(Duration retryAfter, String message) ->
          new Outcome.Refused(new RefusedException(RefusalReason.OVERLOADED, message, retryAfter));
      case Receipt.Unavailable(Duration retryAfter, String message) ->
          new Outcome.Refused(new RefusedException(RefusalReason.UNAVAILABLE, message, retryAfter));
    };
  }

  private static RefusedException refusal(Throwable failure) {
    Throwable cause = Exceptions.peel(failure);
    if (cause instanceof RefusedException refusal) {
      return refusal;
    }
    if (cause instanceof HeadroomException known && known.code() != ErrorCode.INTERNAL) {
      return refusal(known);
    }
    LOG.error("A request failed for a reason that is not the client's", cause);
    return new RefusedException(
        RefusalReason.INTERNAL, "internal error; see the log of the server");
  }

  private static RefusedException refusal(HeadroomException known) {
    String message = String.valueOf(known.getMessage());
    return switch (known.code()) {
      case TOO_LARGE -> new RefusedException(RefusalReason.TOO_LARGE, message);
      case UNSUPPORTED -> new RefusedException(RefusalReason.UNSUPPORTED, message);
      case UNAUTHENTICATED, FORBIDDEN ->
          new RefusedException(RefusalReason.UNAUTHENTICATED, message);
      case OVERLOADED -> new RefusedException(RefusalReason.OVERLOADED, message, RETRY_AFTER);
      case STORAGE_FULL, UNREACHABLE ->
          new RefusedException(RefusalReason.UNAVAILABLE, message, RETRY_AFTER);
      case INVALID, NOT_FOUND, CONFLICT -> new RefusedException(RefusalReason.MALFORMED, message);
      case INTERNAL -> new RefusedException(RefusalReason.INTERNAL, message);
    };
  }

  private void count(Intake intake, Outcome outcome) {
    switch (outcome) {
      case Outcome.Taken(Receipt.Accepted receipt) ->
          stats.accepted(intake.signal(), intake.transport(), receipt);
      case Outcome.Refused(RefusedException why) ->
          stats.refused(intake.signal(), intake.transport(), why.reason());
    }
  }
}
