package dev.headroom.app.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headroom.server.web.Format;
import java.io.PrintWriter;
import java.util.StringJoiner;

/// Prints what a page shows of one thing: a line about it, then a table per topic.
///
/// @param out the caller's; flushed at the [#end]
record Report(PrintWriter out) {
  /// Rows of versions.
  static final Table VERSIONS =
      Table.of(
              Table.text("VERSION", "/version"),
              Table.text("ENVIRONMENT", "/environment"),
              Table.text("FIRST SEEN", "/firstSeen"))
          .with(Table.traffic("/traffic"));

  /// Rows of statements.
  static final Table STATEMENTS =
      Table.of(
          Table.share("TIME", "/timeShare"),
          Table.rate("RATE", "/executions/perSecond"),
          Table.nanos("P95", "/executions/latency/p95Nanos"),
          Table.number("PER REQUEST", "/executionsPerRequest"),
          Table.number("ROWS", "/rowsPerExecution"),
          Table.text("UNDER", "/operation"),
          Table.text("DATABASE", "/database"),
          Table.wide("STATEMENT", "/text"));

  private static final Table CALLED_BY =
      edges(Table.text("CALLER", "/callerService"), Table.text("FROM", "/callerOperation"));
  private static final Table CALLS =
      edges(Table.text("FROM", "/callerOperation"), Table.text("CALLEE", "/callee"));

  private static Table edges(Table.Column first, Table.Column second) {
    return Table.of(first, second, Table.text("OPERATION", "/calleeOperation"))
        .with(Table.traffic("/calls"))
        .with(
            Table.number("PER REQUEST", "/callsPerRequest"),
            Table.number("ATTEMPTS", "/attemptsPerCall"));
  }

  /// What it is, whose it is, and its traffic.
  void heading(JsonNode view, String name) {
    String owner = view.path("ownership").path("owner").asText("");
    JsonNode traffic = view.path("traffic");
    JsonNode latency = traffic.path("latency");
    out.println(name + (owner.isEmpty() || owner.equals("null") ? "" : "  owner " + owner));
    out.printf(
        "%s requests, %s, %s failed%n",
        Format.count(traffic.path("count").asDouble()),
        Format.rate(Table.figure(traffic.path("perSecond"))),
        Format.share(Table.figure(traffic.path("errorShare"))));
    if (latency.isObject()) {
      out.printf(
          "p50 %s, p95 %s, p99 %s, max %s%n",
          Format.nanos(latency.path("p50Nanos").asDouble()),
          Format.nanos(latency.path("p95Nanos").asDouble()),
          Format.nanos(latency.path("p99Nanos").asDouble()),
          Format.nanos(latency.path("maxNanos").asDouble()));
    }
  }

  /// A table under its title; nothing without rows.
  void section(String title, JsonNode rows, Table table) {
    if (!rows.isEmpty()) {
      out.println();
      out.println(title);
      table.print(rows, out);
    }
  }

  /// Who calls it, and whom it calls.
  void calls(JsonNode view) {
    section("Called by", view.path("edgesIn"), CALLED_BY);
    section("Calls", view.path("edgesOut"), CALLS);
  }

  /// One row per line of each resource's chart.
  void resources(JsonNode resources) {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    for (JsonNode resource : resources) {
      for (JsonNode line : resource.path("chart").path("lines")) {
        ObjectNode row = ChartLines.row(line);
        row.set("title", resource.path("title"));
        row.set("usedShare", resource.path("usedShare"));
        rows.add(row);
      }
    }
    section(
        "Resources",
        rows,
        Table.of(Table.text("RESOURCE", "/title"), Table.share("USED", "/usedShare"))
            .with(ChartLines.COLUMNS));
  }

  /// One row per line of each series' chart.
  void series(JsonNode series) {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    for (JsonNode one : series) {
      for (JsonNode line : one.path("chart").path("lines")) {
        ObjectNode row = ChartLines.row(line);
        row.set("service", one.path("service"));
        row.set("instance", one.path("instance"));
        row.put("attributes", attributes(one));
        rows.add(row);
      }
    }
    section(
        "Series",
        rows,
        Table.of(
                Table.text("SERVICE", "/service"),
                Table.text("INSTANCE", "/instance"),
                Table.text("ATTRIBUTES", "/attributes"))
            .with(ChartLines.COLUMNS));
  }

  /// Single measurements with their traces.
  void exemplars(JsonNode series, String unit) {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    for (JsonNode one : series) {
      for (JsonNode exemplar : one.path("exemplars")) {
        ObjectNode row = rows.addObject();
        row.put("value", Format.inUnit(exemplar.path("value").asDouble(), unit));
        row.set("at", exemplar.path("at"));
        row.set("service", one.path("service"));
        row.set("traceId", exemplar.path("traceId"));
        row.put("attributes", attributes(exemplar));
      }
    }
    section(
        "Exemplars",
        rows,
        Table.of(
            Table.right("MEASURED", "/value"),
            Table.text("AT", "/at"),
            Table.text("SERVICE", "/service"),
            Table.text("TRACE", "/traceId"),
            Table.wide("WITH", "/attributes")));
  }

  private static String attributes(JsonNode of) {
    StringJoiner attributes = new StringJoiner(" ");
    of.path("attributes")
        .forEach(a -> attributes.add(a.path("key").asText() + "=" + a.path("value").asText()));
    return attributes.toString();
  }

  /// What is missing and how to get it, then all is written.
  void end(JsonNode view) {
    for (JsonNode hint : view.path("hints")) {
      out.println();
      out.println(hint.path("title").asText());
      hint.path("fix").asText().lines().forEach(line -> out.println("  " + line));
    }
    out.flush();
  }
}
