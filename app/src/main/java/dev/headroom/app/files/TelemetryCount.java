package dev.headroom.app.files;

import dev.headroom.otlp.LogDecoder;
import dev.headroom.otlp.MetricDecoder;
import dev.headroom.otlp.Tally;
import dev.headroom.otlp.TraceDecoder;

/// Counts the items of a request, valid or not.
final class TelemetryCount {
  private TelemetryCount() {}

  static int of(TelemetryFile.Request request) {
    Tally tally =
        switch (request.signal()) {
          case TRACES -> TraceDecoder.decode(request.bytes(), _ -> {});
          case METRICS -> MetricDecoder.decode(request.bytes(), _ -> {});
          case LOGS -> LogDecoder.decode(request.bytes(), _ -> {});
        };
    return tally.accepted() + tally.rejected();
  }
}
