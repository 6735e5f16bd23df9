package dev.headroom.query.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What to fix next.
///
/// @param fixes best first
/// @param open how many are open, without alternatives
/// @param accepted how many are accepted
/// @param dismissed how many are dismissed
/// @param plannedAt when it was planned last; null before the first time
/// @param hints what to do when it is empty
public record FixesView(
    List<FixRow> fixes,
    int open,
    int accepted,
    int dismissed,
    @Nullable Instant plannedAt,
    List<Hint> hints) {
  public FixesView {
    fixes = List.copyOf(fixes);
    hints = List.copyOf(hints);
  }
}
