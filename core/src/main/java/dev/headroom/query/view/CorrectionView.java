package dev.headroom.query.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Time that does not count against a budget, with who said so and what it changed.
///
/// @param reason why
/// @param who said so
/// @param at when it was said
/// @param revokedBy who took it back; null while it holds
/// @param remainingBefore share of the budget when it was made, without it; null when undefined
/// @param remainingAfter share of the budget when it was made, with it; null when undefined
public record CorrectionView(
    String id,
    String slo,
    Instant from,
    Instant to,
    String reason,
    String who,
    Instant at,
    @Nullable String revokedBy,
    @Nullable Instant revokedAt,
    @Nullable Double remainingBefore,
    @Nullable Double remainingAfter) {
  public CorrectionView {
    Valid.finite("remainingBefore", remainingBefore);
    Valid.finite("remainingAfter", remainingAfter);
  }
}
