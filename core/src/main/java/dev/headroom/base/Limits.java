package dev.headroom.base;

/// Caps that keep whatever clients send from growing memory or disk without bound; what overflows a
/// cap goes to one `other` series and the cap being hit is itself shown.
///
/// @param services services in all
/// @param operationsPerService operations (name × kind) of one service
/// @param versionsPerService versions of one service
/// @param instancesPerService instances of one service
/// @param edgesPerService edges (operation → operation or node) with one calling service
/// @param statementsPerService distinct normalised statements of one calling service
/// @param segmentsPerRoute values of one segment dimension on one route
/// @param pathsPerRoute operations on the critical path of one route
/// @param seriesPerService metric series of one service
/// @param templatesPerService log templates of one service
/// @param valuesPerSli values by which the bad events of one indicator are split, per split
///   (version, tenant …)
/// @param openSpans spans held in unfinished traces; the oldest traces are closed early beyond it
public record Limits(
    int services,
    int operationsPerService,
    int versionsPerService,
    int instancesPerService,
    int edgesPerService,
    int statementsPerService,
    int segmentsPerRoute,
    int pathsPerRoute,
    int seriesPerService,
    int templatesPerService,
    int valuesPerSli,
    int openSpans) {

  /// The caps that a server starts with.
  public static final Limits DEFAULT =
      new Limits(2_000, 500, 50, 500, 1_000, 500, 200, 200, 5_000, 500, 100, 1_000_000);
}
