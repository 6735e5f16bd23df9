package dev.headroom.store.embedded.journal;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.time.Duration;

/// When written records are forced to the disk.
public sealed interface SyncPolicy {

  /// Before a record is acknowledged: nothing acknowledged is lost, even when the power goes.
  record Always() implements SyncPolicy {}

  /// At most so long after it was acknowledged: a power cut may lose that much, the end of the
  /// process loses nothing.
  record Interval(Duration most) implements SyncPolicy {
    public Interval {
      if (most.isNegative() || most.isZero()) {
        throw new HeadroomException(
            ErrorCode.INVALID, "sync interval " + most + "; expected more than 0");
      }
    }
  }

  /// When the operating system likes: a power cut may lose about half a minute.
  record Never() implements SyncPolicy {}

  /// Reads `always`, `never` or a number of milliseconds such as `100ms`.
  ///
  /// @throws HeadroomException with [ErrorCode#INVALID] when the text is anything else
  static SyncPolicy parse(String text) {
    return switch (text) {
      case "always" -> new Always();
      case "never" -> new Never();
      default -> {
        if (!text.matches("[1-9][0-9]{0,5}ms")) {
          throw new HeadroomException(
              ErrorCode.INVALID,
              "sync '" + text + "'; expected always, never or an interval such as 100ms");
        }
        yield new Interval(Duration.ofMillis(Long.parseLong(text.replace("ms", ""))));
      }
    };
  }
}
