package dev.headroom.query;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.base.TraceId;
import dev.headroom.capacity.CeilingReader;
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

/// Answers every question from the model as it is stored and folded at that moment.
public final class ModelQueries implements Queries {
  private final LimitsQuery limits;
  private final MapQuery map;
  private final ServicesQuery services;
  private final ServiceQuery service;
  private final RouteQuery route;
  private final TracesQuery traces;
  private final TraceQuery trace;
  private final LogsQuery logs;
  private final TemplatesQuery templates;
  private final MetricsQuery metrics;
  private final MetricSeriesQuery series;
  private final QualityQuery quality;
  private final SystemQuery system;
  private final ChangesQuery changes;
  private final CatalogQuery catalog;
  private final DiagnosisQuery diagnosis;
  private final WhatIfQuery whatIf;

  /// @param ceilings worked out of the same model
  public ModelQueries(Sources sources, CeilingReader ceilings) {
    limits = new LimitsQuery(sources, ceilings);
    map = new MapQuery(sources);
    services = new ServicesQuery(sources);
    service = new ServiceQuery(sources);
    route = new RouteQuery(sources, ceilings);
    traces = new TracesQuery(sources);
    trace = new TraceQuery(sources);
    logs = new LogsQuery(sources);
    templates = new TemplatesQuery(sources);
    metrics = new MetricsQuery(sources);
    series = new MetricSeriesQuery(sources);
    quality = new QualityQuery(sources);
    system = new SystemQuery(sources);
    changes = new ChangesQuery(sources);
    catalog = new CatalogQuery(sources);
    diagnosis = new DiagnosisQuery(sources);
    whatIf = new WhatIfQuery(sources);
  }

  @Override
  public LimitsView limits(TimeWindow window, Page page) {
    return limits.limits(window, page);
  }

  @Override
  public MapView map(TimeWindow window) {
    return map.map(window);
  }

  @Override
  public ServicesView services(TimeWindow window, Page page) {
    return services.services(window, page);
  }

  @Override
  public ServiceView service(TimeWindow window, ServiceName name) {
    return service.service(window, name);
  }

  @Override
  public RouteView route(TimeWindow window, ServiceName name, OperationName operation) {
    return route.route(window, name, operation);
  }

  @Override
  public TracesView traces(TraceSearch search) {
    return traces.traces(search);
  }

  @Override
  public TraceView trace(TraceId id) {
    return trace.trace(id);
  }

  @Override
  public LogsView logs(LogSearch search) {
    return logs.logs(search);
  }

  @Override
  public TemplatesView templates(TimeWindow window, @Nullable ServiceName name, Page page) {
    return templates.templates(window, name, page);
  }

  @Override
  public MetricsView metrics(TimeWindow window, @Nullable ServiceName name, Page page) {
    return metrics.metrics(window, name, page);
  }

  @Override
  public MetricSeriesView metric(MetricSearch search) {
    return series.series(search);
  }

  @Override
  public TelemetryQualityView telemetryQuality(TimeWindow window) {
    return quality.quality(window);
  }

  @Override
  public SystemView system() {
    return system.system();
  }

  @Override
  public ChangesView changes(TimeWindow window, @Nullable ServiceName name) {
    return changes.changes(window, name);
  }

  @Override
  public CatalogView catalog(TimeWindow window) {
    return catalog.catalog(window);
  }

  @Override
  public DiagnosisView diagnosis(DiagnosisSearch search) {
    return diagnosis.diagnose(search);
  }

  @Override
  public WhatIfView whatIf(TimeWindow window, ServiceOperation asked, List<Edit> edits) {
    return whatIf.whatIf(window, asked, edits);
  }
}
