package dev.headroom.rollup;

/// The sorts of rollup; each has its own key and gives the fields of [Rollup] a meaning.
public enum RollupKind {
  /// [RollupKey.Operation]: spans of one operation, counted span by span at ingest.
  OPERATION,
  /// [RollupKey.Instance]: entry spans (SERVER, CONSUMER) of one instance.
  INSTANCE,
  /// [RollupKey.Route]: traces by their root; the duration is the root's.
  ROUTE,
  /// [RollupKey.Segment]: entry spans of one route by tenant, segment or feature.
  SEGMENT,
  /// [RollupKey.Edge]: calls from an operation to another operation or a virtual node. `sketch` is
  /// the caller's view, `peerSketch` the callee's; `extra` counts repeated attempts.
  EDGE,
  /// [RollupKey.Statement]: executions of one normalised statement; `extra` sums returned rows.
  STATEMENT,
  /// [RollupKey.Path]: exclusive time on the critical path; `count` is traces, `sum` nanoseconds.
  PATH,
  /// [RollupKey.Metric]: one metric series; `sum`, `min`, `max`, `last` are in the metric's unit,
  /// `count` is points (gauge), increase is in `sum` (counters), measurements (histograms).
  METRIC,
  /// [RollupKey.Template]: log records of one template.
  TEMPLATE,
  /// [RollupKey.Sli]: events of one indicator, counted one by one; `count` is all of them (only the
  /// bad ones where they are split), `errors` the bad ones, `min` of the total since when the
  /// indicator has been counted (seconds since the epoch, by the clock of arrival). No sketch.
  SLI,
  /// [RollupKey.Siblings]: two operations below one parent. `count` is how often they came
  /// together, `errors` how often the first had ended before the second began, `extra` the other
  /// way round; in the first minute of the hour.
  SIBLINGS
}
