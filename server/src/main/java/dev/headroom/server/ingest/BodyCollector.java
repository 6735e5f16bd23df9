package dev.headroom.server.ingest;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.TimeoutException;
import com.linecorp.armeria.common.util.Exceptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/// Gathers the body of one request, and gives up as soon as it is too large for the limit or for
/// the receiver's budget. All methods are called on the event loop of the request.
final class BodyCollector implements Subscriber<HttpObject> {
  private final int maxBytes;
  private final int framingBytes;
  private final Reservation reservation;
  private final CompletableFuture<ReceivedBody> body = new CompletableFuture<>();
  private final List<HttpData> pieces = new ArrayList<>(4);
  private @Nullable Subscription subscription;
  private int size;

  /// @param framingBytes what the body may have beyond `maxBytes`
  BodyCollector(int maxBytes, int framingBytes, Reservation reservation) {
    this.maxBytes = maxBytes;
    this.framingBytes = framingBytes;
    this.reservation = reservation;
  }

  /// Completes with the whole body, which the caller then owns, or with a [RefusedException].
  CompletableFuture<ReceivedBody> body() {
    return body;
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    this.subscription = subscription;
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(HttpObject object) {
    if (!(object instanceof HttpData data)) {
      return;
    }
    if (body.isDone()) {
      data.close();
      return;
    }
    pieces.add(data);
    int more = data.length();
    if (more > (long) maxBytes + framingBytes - size) {
      fail(
          new RefusedException(
              RefusalReason.TOO_LARGE,
              "the request is larger than " + maxBytes + " bytes as sent"));
      return;
    }
    size += more;
    try {
      reservation.grow(more);
    } catch (RefusedException overload) {
      fail(overload);
    }
  }

  @Override
  public void onError(Throwable cause) {
    Throwable peeled = Exceptions.peel(cause);
    if (peeled instanceof TimeoutException) {
      fail(new RefusedException(RefusalReason.TIMEOUT, "the request took too long to arrive"));
    } else {
      fail(new RefusedException(RefusalReason.CANCELLED, "the request ended early: " + peeled));
    }
  }

  @Override
  public void onComplete() {
    if (!body.complete(new ReceivedBody(pieces, size))) {
      release();
    }
  }

  private void fail(RefusedException refusal) {
    release();
    // First the reason, then the cancellation: the latter comes back as an error of its own.
    body.completeExceptionally(refusal);
    if (subscription != null) {
      subscription.cancel();
    }
  }

  private void release() {
    pieces.forEach(HttpData::close);
    pieces.clear();
  }
}
