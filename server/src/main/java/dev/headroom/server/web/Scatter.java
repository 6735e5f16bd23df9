package dev.headroom.server.web;

import dev.headroom.base.TimeWindow;
import dev.headroom.query.view.TraceRow;
import java.util.Comparator;
import java.util.List;

/// Traces as points, start against duration, for the drawing script.
///
/// @param window what the axis of time covers
/// @param points ascending by start
/// @param more whether older traces fit too
public record Scatter(TimeWindow window, List<TraceRow> points, boolean more) {
  /// More points than this would hide each other.
  static final int MAX_POINTS = 500;

  public Scatter {
    points = points.stream().sorted(Comparator.comparing(TraceRow::start)).toList();
  }

  /// What is shown, in words.
  public String note() {
    return more
        ? "the newest " + points.size() + " that fit"
        : "all " + points.size() + " that fit";
  }

  /// `{from, to, points: [{at, nanos, error, id, name}]}`, times in seconds since the epoch.
  public String json() {
    StringBuilder json = new StringBuilder(128 * (points.size() + 1));
    json.append("{\"from\":").append(window.from().getEpochSecond());
    json.append(",\"to\":").append(window.to().getEpochSecond()).append(",\"points\":[");
    for (int i = 0; i < points.size(); i++) {
      TraceRow row = points.get(i);
      json.append(i == 0 ? "" : ",").append("{\"at\":");
      json.append(row.start().toEpochMilli() / 1000.0).append(",\"nanos\":");
      json.append(row.durationNanos()).append(",\"error\":").append(row.error());
      json.append(",\"id\":");
      ChartData.text(row.traceId(), json);
      json.append(",\"name\":");
      ChartData.text(row.service() + " " + row.operation(), json);
      json.append('}');
    }
    return json.append("]}").toString();
  }
}
