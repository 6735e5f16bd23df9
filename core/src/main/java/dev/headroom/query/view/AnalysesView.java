package dev.headroom.query.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The analyses there are, and how their last run went.
///
/// @param runs how many there were since the start of the process
/// @param everySeconds from one run to the next
/// @param lastAt null before the first run
/// @param lastDurationNanos of the whole run; null before the first
/// @param from of what was analysed; null before the first
/// @param to of what was analysed; null before the first
/// @param historyFrom since when it was compared; null when there was nothing to compare with
/// @param problem why what was found could not be kept; empty when it was
/// @param blindSpots which telemetry is missing for which analysis
public record AnalysesView(
    List<AnalysisRow> analyses,
    long runs,
    long everySeconds,
    @Nullable Instant lastAt,
    @Nullable Long lastDurationNanos,
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable Instant historyFrom,
    String problem,
    List<BlindSpot> blindSpots) {
  public AnalysesView {
    analyses = List.copyOf(analyses);
    blindSpots = List.copyOf(blindSpots);
  }

  /// @param description what it looks for and how
  /// @param durationNanos of its last run; null before the first
  /// @param open how many of its findings are open
  /// @param failure why its last run failed; empty when it did not
  public record AnalysisRow(
      String id,
      String title,
      String description,
      @Nullable Long durationNanos,
      int open,
      String failure) {}

  /// Something that cannot be seen.
  ///
  /// @param missing what telemetry lacks, e.g. `connection pool metrics`
  /// @param services that lack it
  /// @param unseen which troubles therefore cannot be seen
  /// @param fix lines to paste
  public record BlindSpot(String missing, List<String> services, String unseen, String fix) {
    public BlindSpot {
      services = List.copyOf(services);
    }
  }
}
