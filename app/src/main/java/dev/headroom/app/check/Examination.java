package dev.headroom.app.check;

import dev.headroom.query.view.AnalysesView.BlindSpot;
import java.time.Instant;
import java.util.List;

/// What there was to look at in the files of a run, and what was found.
///
/// @param looked without it nobody knows what silence means
/// @param findings in the order of the analyses
record Examination(Looked looked, List<Seen> findings) {
  Examination {
    findings = List.copyOf(findings);
  }

  /// @param spans that were taken
  /// @param rejected spans, points and log records that could not be
  /// @param from of the window that was analysed
  /// @param to its end
  /// @param services that sent spans
  /// @param few routes of which there are less than [Examiner#FEW] traces
  /// @param failed analyses that did not come to their end
  /// @param blindSpots what cannot be seen for want of telemetry
  record Looked(
      long spans,
      long rejected,
      long traces,
      int routes,
      Instant from,
      Instant to,
      List<String> services,
      List<Few> few,
      List<Failed> failed,
      List<BlindSpot> blindSpots) {
    Looked {
      services = List.copyOf(services);
      few = List.copyOf(few);
      failed = List.copyOf(failed);
      blindSpots = List.copyOf(blindSpots);
    }
  }

  /// A route with few traces.
  record Few(String service, String operation, int traces) {}

  /// An analysis that did not come to its end.
  record Failed(String analysis, String why) {}
}
