package dev.headroom.query.view;

import java.util.List;

/// One service.
///
/// @param traffic of its entry spans
/// @param chart lines `rate` (1/s), `errors` (share), `p50`, `p95`, `p99` (ns)
/// @param routes its entry operations, busiest first
/// @param operations all others, busiest first
/// @param edgesIn who calls it
/// @param edgesOut whom it calls
/// @param statements the most expensive first
/// @param changes of this service in the window, oldest first
/// @param recentErrors kept traces that failed and pass through it, newest first
/// @param logTemplates warnings and worse, the most frequent first
public record ServiceView(
    WindowView window,
    String service,
    Ownership ownership,
    Traffic traffic,
    Trends trends,
    Chart chart,
    List<OperationRow> routes,
    List<OperationRow> operations,
    List<InstanceRow> instances,
    List<VersionRow> versions,
    List<ResourceView> resources,
    List<EdgeRow> edgesIn,
    List<EdgeRow> edgesOut,
    List<StatementRow> statements,
    List<ChangeView> changes,
    List<TraceRow> recentErrors,
    List<TemplateRow> logTemplates,
    List<Hint> hints) {
  public ServiceView {
    routes = List.copyOf(routes);
    operations = List.copyOf(operations);
    instances = List.copyOf(instances);
    versions = List.copyOf(versions);
    resources = List.copyOf(resources);
    edgesIn = List.copyOf(edgesIn);
    edgesOut = List.copyOf(edgesOut);
    statements = List.copyOf(statements);
    changes = List.copyOf(changes);
    recentErrors = List.copyOf(recentErrors);
    logTemplates = List.copyOf(logTemplates);
    hints = List.copyOf(hints);
  }
}
