package dev.headroom.query;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.base.TraceId;
import dev.headroom.finding.Edit;
import dev.headroom.query.view.CatalogView;
import dev.headroom.query.view.ChangesView;
import dev.headroom.query.view.DiagnosisView;
import dev.headroom.query.view.LimitsView;
import dev.headroom.query.view.LogsView;
import dev.headroom.query.view.MapView;
import dev.headroom.query.view.MetricSeriesView;
import dev.headroom.query.view.MetricsView;
import dev.headroom.query.view.RouteView;
import dev.headroom.query.view.ServiceView;
import dev.headroom.query.view.ServicesView;
import dev.headroom.query.view.SystemView;
import dev.headroom.query.view.TelemetryQualityView;
import dev.headroom.query.view.TemplatesView;
import dev.headroom.query.view.TraceView;
import dev.headroom.query.view.TracesView;
import dev.headroom.query.view.WhatIfView;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Port: everything that can be asked, one question per page.
///
/// Thread-safe. Unknown services, operations, traces and metrics fail with
/// [dev.headroom.base.ErrorCode#NOT_FOUND] and name what comes closest; unknown sort fields and bad
/// cursors with [dev.headroom.base.ErrorCode#INVALID].
public interface Queries {

  /// Sorts: `rate` (usual), `errorShare`, `p50`, `p95`, `p99`, `peak`, `headroom`, `service`,
  /// `operation`, `owner`.
  LimitsView limits(TimeWindow window, Page page);

  MapView map(TimeWindow window);

  /// Sorts: `rate` (usual), `errorShare`, `p50`, `p95`, `p99`, `service`, `owner`, `instances`.
  ServicesView services(TimeWindow window, Page page);

  ServiceView service(TimeWindow window, ServiceName service);

  RouteView route(TimeWindow window, ServiceName service, OperationName operation);

  TracesView traces(TraceSearch search);

  /// The trace, whenever it was.
  TraceView trace(TraceId id);

  LogsView logs(LogSearch search);

  /// Sorts: `new` (usual: new ones first, then by count), `count`, `firstSeen`, `lastSeen`,
  /// `service`, `severity`.
  ///
  /// @param service null for all
  TemplatesView templates(TimeWindow window, @Nullable ServiceName service, Page page);

  /// Sorts: `metric` (usual), `service`, `series`, `type`.
  ///
  /// @param service null for all
  MetricsView metrics(TimeWindow window, @Nullable ServiceName service, Page page);

  MetricSeriesView metric(MetricSearch search);

  TelemetryQualityView telemetryQuality(TimeWindow window);

  SystemView system();

  /// @param service null for all
  ChangesView changes(TimeWindow window, @Nullable ServiceName service);

  CatalogView catalog(TimeWindow window);

  /// Which nodes probably caused an incident.
  DiagnosisView diagnosis(DiagnosisSearch search);

  /// How a route would behave under edits, by its traces of the window. Too few of them fail with
  /// [dev.headroom.base.ErrorCode#CONFLICT], an edit that finds no span with
  /// [dev.headroom.base.ErrorCode#NOT_FOUND].
  WhatIfView whatIf(TimeWindow window, ServiceOperation route, List<Edit> edits);
}
