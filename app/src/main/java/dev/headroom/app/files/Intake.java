package dev.headroom.app.files;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.signal.SignalSink;
import dev.headroom.signal.SignalSink.Receipt;
import java.time.Duration;

/// Puts requests of files into an engine of this process, as patiently as it takes. Stateless.
public final class Intake {
  private static final int ATTEMPTS = 60;

  private Intake() {}

  /// Returns once the request is durable.
  ///
  /// @throws HeadroomException that names the file when it is not taken in the end
  public static Receipt.Accepted take(SignalSink sink, String file, TelemetryFile.Request request)
      throws InterruptedException {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      switch (sink.accept(request.signal(), request.bytes()).join()) {
        case Receipt.Accepted accepted -> {
          return accepted;
        }
        case Receipt.Malformed(String message) ->
            throw new HeadroomException(ErrorCode.INVALID, file + ": " + message);
        case Receipt.Overloaded(Duration retryAfter, String _) -> Thread.sleep(retryAfter);
        case Receipt.Unavailable(Duration retryAfter, String message) -> {
          if (attempt == ATTEMPTS) {
            throw new HeadroomException(ErrorCode.STORAGE_FULL, file + ": " + message);
          }
          Thread.sleep(retryAfter);
        }
      }
    }
    throw new HeadroomException(ErrorCode.OVERLOADED, file + ": the engine stayed overloaded");
  }
}
