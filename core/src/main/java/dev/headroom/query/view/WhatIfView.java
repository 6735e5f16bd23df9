package dev.headroom.query.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a route would behave under edits, by its sampled traces.
///
/// @param service of the route
/// @param operation the route
/// @param edits what is changed, all at once
/// @param traces how many traces it rests on
/// @param changedShare the share of the route's requests in which anything changes
/// @param quantiles in ascending order
/// @param ceiling how far the route would scale; null when its ceiling is not known
/// @param assumptions what is taken for granted, one sentence each
public record WhatIfView(
    WindowView window,
    String service,
    String operation,
    List<EditRow> edits,
    long traces,
    double changedShare,
    List<QuantileRow> quantiles,
    @Nullable CeilingRow ceiling,
    List<String> assumptions) {
  public WhatIfView {
    edits = List.copyOf(edits);
    quantiles = List.copyOf(quantiles);
    assumptions = List.copyOf(assumptions);
    Valid.share("changedShare", changedShare);
  }

  /// One change.
  ///
  /// @param kind `faster`, `cached`, `batched`, `parallel`, `async`, `removed` or `pool`
  /// @param service whose spans
  /// @param operation which of them
  /// @param text the whole edit as it can be asked for again
  public record EditRow(String kind, String service, String operation, String text) {}

  /// One quantile of the response time.
  ///
  /// @param q 0 to 1
  /// @param nowNanos as the traces are
  /// @param thenNanos as they would be
  /// @param lowNanos where the 95 % interval of what would be starts
  /// @param highNanos where it ends
  /// @param change then ÷ now − 1; null when now is 0
  public record QuantileRow(
      double q,
      long nowNanos,
      long thenNanos,
      long lowNanos,
      long highNanos,
      @Nullable Double change) {
    public QuantileRow {
      Valid.nanos("nowNanos", nowNanos);
      Valid.nanos("lowNanos", lowNanos);
    }
  }

  /// The rate up to which the route scales.
  ///
  /// @param binding the resource that binds first now
  /// @param nextBinding the one that would bind first then; the same when it still does
  /// @param lowPerSecond where the 95 % interval of what would be starts
  /// @param highPerSecond where it ends
  public record CeilingRow(
      String binding,
      double nowPerSecond,
      String nextBinding,
      double thenPerSecond,
      double lowPerSecond,
      double highPerSecond) {}
}
