package dev.headroom.query.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether a release may go out, for pipelines.
///
/// @param service whose release; empty for a single SLO
/// @param open whether it may
/// @param reasons all that speaks against it, or what was looked at when nothing does
/// @param checkedAt the end of the minute that was evaluated; 1970 before the first evaluation
/// @param retryAfterSeconds after how many seconds to ask again, because something was not
///   evaluated yet or not for long; null when the answer is known
public record GateView(
    String service,
    boolean open,
    List<Reason> reasons,
    Instant checkedAt,
    @Nullable Integer retryAfterSeconds) {
  public GateView {
    reasons = List.copyOf(reasons);
  }

  /// @param blocks whether it alone closes the gate
  /// @param slo the SLO it is about; empty when it is about none
  /// @param what `budget`, `burn`, `alert`, `coverage`, `unevaluated` or `none`
  /// @param words one sentence with the numbers
  public record Reason(boolean blocks, String slo, String what, String words) {}
}
