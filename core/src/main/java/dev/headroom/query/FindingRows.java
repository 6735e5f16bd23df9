package dev.headroom.query;

import dev.headroom.analysis.AnalysisSpec;
import dev.headroom.catalog.Catalog;
import dev.headroom.finding.Edit;
import dev.headroom.finding.Evidence;
import dev.headroom.finding.Finding;
import dev.headroom.finding.FindingRecord;
import dev.headroom.finding.FindingRecord.Sighting;
import dev.headroom.finding.Impact;
import dev.headroom.finding.Remedy;
import dev.headroom.query.view.Chart;
import dev.headroom.query.view.EvidenceView;
import dev.headroom.query.view.FindingRow;
import dev.headroom.query.view.FindingRow.RouteImpact;
import dev.headroom.query.view.FindingView;
import dev.headroom.query.view.Line;
import dev.headroom.whatif.EditText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns records of findings into views. Immutable.
final class FindingRows {
  private static final long HOUR_SECONDS = Duration.ofHours(1).toSeconds();
  private static final double NANOS_PER_SECOND = 1e9;

  private final Owners owners;
  private final Map<String, AnalysisSpec> specs;

  /// @param specs of the analyses by id
  FindingRows(Catalog catalog, Map<String, AnalysisSpec> specs) {
    this.owners = new Owners(catalog);
    this.specs = Map.copyOf(specs);
  }

  FindingRow row(FindingRecord record) {
    Finding finding = record.finding();
    return new FindingRow(
        record.fingerprint().value(),
        finding.analysis(),
        title(finding.analysis()),
        finding.subject().service().value(),
        finding.subject().operation() == null ? null : finding.subject().operation().value(),
        finding.subject().detail(),
        owners.of(finding.subject().service()),
        finding.claim(),
        finding.severity(),
        finding.confidence(),
        record.state(),
        record.firstSeen(),
        record.lastSeen(),
        record.goneSince(),
        record.reopened(),
        finding.impact().routes().stream().map(FindingRows::impact).toList(),
        known(finding.impact().perSecond()),
        finding.remedies().isEmpty() ? "" : finding.remedies().getFirst().advice());
  }

  private String title(String analysis) {
    AnalysisSpec spec = specs.get(analysis);
    return spec == null ? analysis.replace('-', ' ') : spec.title();
  }

  private static RouteImpact impact(Impact.OnRoute route) {
    return new RouteImpact(
        route.service().value(),
        route.operation().value(),
        known(route.nanosPerRequest()),
        known(route.share()));
  }

  private static @Nullable Double known(double value) {
    return Double.isFinite(value) ? Double.valueOf(value) : null;
  }

  FindingView view(FindingRecord record) {
    Finding finding = record.finding();
    AnalysisSpec spec = specs.get(finding.analysis());
    return new FindingView(
        row(record),
        spec == null ? "" : spec.description(),
        finding.evidence().stream().map(FindingRows::evidence).toList(),
        finding.remedies().stream().map(FindingRows::remedy).toList(),
        finding.rule(),
        finding.refutation(),
        new FindingView.CoverageView(
            finding.coverage().window().from(),
            finding.coverage().window().to(),
            finding.coverage().items(),
            finding.coverage().of(),
            known(finding.coverage().share())),
        history(record.history()));
  }

  private static EvidenceView evidence(Evidence evidence) {
    return switch (evidence) {
      case Evidence.Figure figure ->
          new EvidenceView(
              EvidenceView.Kind.FIGURE,
              figure.title(),
              new EvidenceView.Figure(
                  known(figure.value()),
                  known(figure.low()),
                  known(figure.high()),
                  figure.unit(),
                  figure.formula()),
              null,
              null,
              null,
              null);
      case Evidence.Series series ->
          new EvidenceView(
              EvidenceView.Kind.SERIES, series.title(), null, chart(series), null, null, null);
      case Evidence.Table table ->
          new EvidenceView(
              EvidenceView.Kind.TABLE,
              table.title(),
              null,
              null,
              new EvidenceView.Rows(table.columns(), table.rows()),
              null,
              null);
      case Evidence.Comparison comparison ->
          new EvidenceView(
              EvidenceView.Kind.COMPARISON,
              comparison.title(),
              null,
              null,
              null,
              comparison(comparison),
              null);
      case Evidence.TraceRef ref ->
          new EvidenceView(
              EvidenceView.Kind.TRACE,
              ref.title(),
              null,
              null,
              null,
              null,
              new EvidenceView.TraceLink(
                  ref.trace().toString(), ref.spans().stream().map(Object::toString).toList()));
    };
  }

  private static Chart chart(Evidence.Series series) {
    List<@Nullable Double> values = new ArrayList<>();
    for (Double value : series.values()) {
      values.add(value == null ? null : known(value));
    }
    return new Chart(
        Instant.ofEpochSecond(series.startSeconds()),
        Math.max(1, series.stepSeconds()),
        List.of(new Line(series.title(), series.unit(), values)));
  }

  private static EvidenceView.Comparison comparison(Evidence.Comparison comparison) {
    return new EvidenceView.Comparison(
        comparison.unit(),
        comparison.before(),
        known(comparison.beforeValue()),
        comparison.after(),
        known(comparison.afterValue()),
        known(comparison.afterValue() / comparison.beforeValue() - 1),
        known(comparison.pValue()));
  }

  private static FindingView.RemedyView remedy(Remedy remedy) {
    return new FindingView.RemedyView(
        remedy.advice(),
        remedy.effort().name(),
        remedy.risk().name(),
        remedy.edits().stream().map(FindingRows::edit).toList());
  }

  private static FindingView.EditView edit(Edit edit) {
    Edit.Target target = edit.target();
    return new FindingView.EditView(
        EditText.kind(edit),
        target.service().value(),
        target.operation().value(),
        target.under() == null ? null : target.under().value(),
        target.statement(),
        EditWords.amount(edit),
        EditText.of(edit),
        EditWords.of(edit));
  }

  /// A point an hour, from the first sighting that is kept to the last.
  private static Chart history(List<Sighting> sightings) {
    if (sightings.isEmpty()) {
      return new Chart(Instant.EPOCH, HOUR_SECONDS, List.of());
    }
    long first = hour(sightings.getFirst());
    int size =
        Math.toIntExact(Math.min(FindingRecord.HISTORY, hour(sightings.getLast()) - first + 1));
    List<@Nullable Double> confidence =
        new ArrayList<>(Collections.<@Nullable Double>nCopies(size, null));
    List<@Nullable Double> cost =
        new ArrayList<>(Collections.<@Nullable Double>nCopies(size, null));
    for (Sighting sighting : sightings) {
      int at = Math.toIntExact(Math.max(0, hour(sighting) - first));
      if (at < size) {
        confidence.set(at, sighting.confidence());
        cost.set(at, known(sighting.nanosPerRequest() / NANOS_PER_SECOND));
      }
    }
    return new Chart(
        Instant.ofEpochSecond(first * HOUR_SECONDS),
        HOUR_SECONDS,
        List.of(new Line("confidence", "share", confidence), new Line("cost", "s", cost)));
  }

  private static long hour(Sighting sighting) {
    return Math.floorDiv(sighting.at().getEpochSecond(), HOUR_SECONDS);
  }
}
