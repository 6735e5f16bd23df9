package dev.headroom.query;

import dev.headroom.analysis.diagnosis.Diagnoser;
import dev.headroom.analysis.diagnosis.Diagnosis;
import dev.headroom.base.TimeWindow;
import dev.headroom.query.view.DiagnosisView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;

/// Answers which nodes probably caused an incident, from all that is stored around it.
///
/// Costs the reading of minutes of all services, over the window and at most seven times its length
/// before; windows longer than three hours are read in coarser slices.
final class DiagnosisQuery {
  private static final Duration LEAST_BEFORE = Duration.ofMinutes(75);
  private static final Duration MOST_BEFORE = Duration.ofHours(25);
  private static final Duration SLACK = Duration.ofMinutes(15);
  private static final int MOST_SLICES = 300;

  private final Sources sources;
  private final Rollups rollups;

  DiagnosisQuery(Sources sources) {
    this.sources = sources;
    this.rollups = new Rollups(sources);
  }

  DiagnosisView diagnose(DiagnosisSearch search) {
    TimeWindow read = around(search);
    long slice = read.length().toSeconds() / MOST_SLICES;
    long step = Math.max(1, Math.ceilDiv(slice, 60L)) * 60;
    IncidentData data = new IncidentData(sources, rollups, read, step);
    SortedSet<String> targets = data.nodes();
    String target = search.target();
    if (target != null && !targets.contains(target)) {
      throw Closest.unknown("target", target, targets);
    }
    Diagnosis diagnosis = new Diagnoser(data.read(search)).answer(search.question());
    return view(search, diagnosis, List.copyOf(targets));
  }

  /// What the analysis may look at: the window, a baseline, and a little on either side.
  private static TimeWindow around(DiagnosisSearch search) {
    TimeWindow window = search.window();
    TimeWindow baseline = search.baseline();
    Instant from = window.from();
    Instant to = window.to();
    if (baseline == null) {
      Duration six = window.length().multipliedBy(6).plus(SLACK);
      Duration before = six.compareTo(LEAST_BEFORE) < 0 ? LEAST_BEFORE : six;
      from = from.minus(before.compareTo(MOST_BEFORE) > 0 ? MOST_BEFORE : before);
    } else {
      from = baseline.from().isBefore(from) ? baseline.from() : from;
      to = baseline.to().isAfter(to) ? baseline.to() : to;
      from = from.minus(SLACK);
    }
    return new TimeWindow(from, to);
  }

  private static DiagnosisView view(
      DiagnosisSearch search, Diagnosis diagnosis, List<String> targets) {
    List<DiagnosisView.Suspect> ranking =
        diagnosis.ranking().stream()
            .map(each -> new DiagnosisView.Suspect(each.node(), each.score(), each.reasons()))
            .toList();
    return new DiagnosisView(
        search.target(),
        search.metric().name().toLowerCase(Locale.ROOT),
        search.statistic(),
        new DiagnosisView.Window(search.window().from(), search.window().to()),
        ranking,
        targets);
  }
}
