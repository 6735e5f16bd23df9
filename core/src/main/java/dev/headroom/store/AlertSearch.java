package dev.headroom.store;

import dev.headroom.alert.Alert;
import dev.headroom.base.TimeWindow;
import org.jspecify.annotations.Nullable;

/// Which alerts are wanted: those that lasted at some moment of the window and have all that is
/// named. Null for any.
///
/// @param before only those that come after this place in the list
/// @param limit at most so many
public record AlertSearch(
    TimeWindow window,
    Alert.@Nullable State state,
    Alert.@Nullable Source source,
    @Nullable String severity,
    @Nullable String service,
    @Nullable String owner,
    @Nullable Place before,
    int limit) {

  /// A place in the list.
  public record Place(long startNanos, long sequence) {}
}
