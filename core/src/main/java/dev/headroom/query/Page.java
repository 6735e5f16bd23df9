package dev.headroom.query;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import org.jspecify.annotations.Nullable;

/// Which part of a long list is wanted, and in what order.
///
/// @param sort the name of a sortable field; each list names its own; empty for the list's usual
///   order
/// @param filter only rows whose names contain this, ignoring case; empty for all
/// @param cursor the `nextCursor` of the page before; null for the first page
/// @param limit rows per page, 1 to 1,000
public record Page(
    String sort, boolean descending, String filter, @Nullable String cursor, int limit) {

  /// Rows per page unless told otherwise.
  public static final int USUAL_LIMIT = 100;

  /// What one page may hold at most.
  public static final int MAX_LIMIT = 1_000;

  /// The first page in the usual order.
  public static final Page FIRST = new Page("", true, "", null, USUAL_LIMIT);

  /// Everything that one page may hold, in the usual order.
  public static final Page ALL = new Page("", true, "", null, MAX_LIMIT);

  public Page {
    checkLimit(limit);
  }

  static void checkLimit(int limit) {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new HeadroomException(
          ErrorCode.INVALID, "limit is " + limit + "; expected 1 to " + MAX_LIMIT);
    }
  }
}
