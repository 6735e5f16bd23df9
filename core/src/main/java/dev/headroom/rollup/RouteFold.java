package dev.headroom.rollup;

/// Counts traces by their routes, in the minute of the route span's end; the duration is the route
/// span's, and it failed when the route span failed.
final class RouteFold implements TraceFold {
  private final RollupTable table;
  private final ShapeKeys routes;

  RouteFold(RollupTable table, ShapeKeys routes) {
    this.table = table;
    this.routes = routes;
  }

  /// Key numbers of routes by shape.
  static ShapeKeys keys(KeyTable keys, ShapeTable shapes) {
    return new ShapeKeys(
        keys, shapes, s -> new RollupKey.Route(s.service(), s.operation(), s.kind()));
  }

  @Override
  public void fold(ClosedTrace trace) {
    for (int at = 0; at < trace.routes(); at++) {
      count(trace, trace.route(at));
    }
  }

  /// Counts only roots without any parent: what a part that came late may add.
  void foldLate(ClosedTrace part) {
    for (int at = 0; at < part.routes(); at++) {
      int span = part.route(at);
      if (part.parentId(span) == 0) {
        count(part, span);
      }
    }
  }

  private void count(ClosedTrace trace, int span) {
    table
        .atTime(routes.number(trace.shapeNumber(span)), trace.endNanos(span))
        .addDuration(trace.durationNanos(span), trace.weight(span), trace.error(span));
  }
}
