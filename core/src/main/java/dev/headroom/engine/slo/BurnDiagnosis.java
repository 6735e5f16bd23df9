package dev.headroom.engine.slo;

import dev.headroom.alert.Alert;
import dev.headroom.analysis.diagnosis.Signal;
import dev.headroom.base.TimeWindow;
import dev.headroom.query.DiagnosisSearch;
import dev.headroom.query.view.DiagnosisView;
import dev.headroom.rollup.SliSpec;
import dev.headroom.slo.Indicator;
import dev.headroom.slo.Objective;
import dev.headroom.slo.Slo;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Has the probable cause of a burn worked out when its alert begins to fire, and once more when
/// the incident is [#AGAIN] old and shows more; the answer becomes a part of the alert, so that it
/// is told with the first notice and stays when the telemetry is gone.
///
/// Only leads are diagnosed, at most [#MOST_AT_ONCE] in one evaluation; the others follow in the
/// next. A diagnosis that fails says so in the alert and stops nothing.
final class BurnDiagnosis {
  /// The annotation with the suspects, a line each, most likely first.
  static final String DIAGNOSIS = "diagnosis";

  /// The annotation with the moment up to which the diagnosis looked.
  static final String DIAGNOSED_AT = "diagnosed_at";

  /// The annotation with the address of the same question, asked anew.
  static final String DIAGNOSIS_URL = "diagnosis_url";

  static final Duration AGAIN = Duration.ofMinutes(15);
  static final int MOST_AT_ONCE = 3;

  /// How long before the alert the trouble may have begun: some of the budget has to go first, and
  /// an SLO may be newer than the trouble. The first that shows something counts.
  private static final List<Duration> EARLIER =
      List.of(Duration.ofMinutes(5), Duration.ofMinutes(30), Duration.ofMinutes(60));

  private static final Duration LONGEST = Duration.ofHours(12);
  private static final String NOTHING = "Nothing stands out: no node moved beyond its usual range.";
  private static final int SUSPECTS = 3;
  private static final int REASONS = 2;

  private final Function<DiagnosisSearch, DiagnosisView> diagnosing;
  private final Supplier<String> pages;
  private int done;

  /// @param pages address of the pages; empty when it is not known
  BurnDiagnosis(Function<DiagnosisSearch, DiagnosisView> diagnosing, Supplier<String> pages) {
    this.diagnosing = diagnosing;
    this.pages = pages;
  }

  /// Begins an evaluation.
  void begin() {
    done = 0;
  }

  /// The alert with what is known of its cause.
  ///
  /// @param before how it was kept last; null when it is new
  Alert with(Alert alert, Slo slo, String objective, @Nullable Alert before, Instant asOf) {
    Alert known = before == null ? alert : carried(alert, before);
    boolean lead = alert.state() == Alert.State.FIRING && alert.lead() == null;
    if (!lead || done >= MOST_AT_ONCE || !isDue(known, asOf)) {
      return known;
    }
    Indicator indicator = indicator(slo, objective);
    Signal metric = indicator == null ? null : metric(indicator);
    if (indicator == null || metric == null) {
      return known;
    }
    done++;
    DiagnosisSearch search =
        search(alert, target(slo, indicator), metric, EARLIER.getFirst(), asOf);
    String answer = answer(search);
    for (Duration earlier : EARLIER.subList(1, EARLIER.size())) {
      if (answer.equals(NOTHING)) {
        search = search(alert, target(slo, indicator), metric, earlier, asOf);
        answer = answer(search);
      }
    }
    return known
        .withAnnotation(DIAGNOSIS, answer)
        .withAnnotation(DIAGNOSED_AT, asOf.toString())
        .withAnnotation(DIAGNOSIS_URL, address(search));
  }

  private static DiagnosisSearch search(
      Alert alert, String target, Signal metric, Duration earlier, Instant asOf) {
    Instant from = alert.startsAt().minus(earlier);
    Instant latest = from.plus(LONGEST);
    Instant to = asOf.isAfter(latest) ? latest : asOf;
    return new DiagnosisSearch(target, metric, "", new TimeWindow(from, to), null);
  }

  private static Alert carried(Alert alert, Alert before) {
    Alert carried = alert;
    for (String name : List.of(DIAGNOSIS, DIAGNOSED_AT, DIAGNOSIS_URL)) {
      if (!before.annotation(name).isEmpty()) {
        carried = carried.withAnnotation(name, before.annotation(name));
      }
    }
    return carried;
  }

  private static boolean isDue(Alert alert, Instant asOf) {
    String at = alert.annotation(DIAGNOSED_AT);
    Instant again = alert.startsAt().plus(AGAIN);
    return at.isEmpty() || (Instant.parse(at).isBefore(again) && !asOf.isBefore(again));
  }

  private static @Nullable Indicator indicator(Slo slo, String objective) {
    return slo.objectives().stream()
        .filter(each -> each.name().equals(objective))
        .findFirst()
        .map(Objective::indicator)
        .orElse(null);
  }

  /// What got worse; null when the indicator's own metric tells nothing that nodes have in common.
  private static @Nullable Signal metric(Indicator indicator) {
    return switch (indicator) {
      case Indicator.Counted(SliSpec spec) ->
          spec.bad() instanceof SliSpec.Slower ? Signal.LATENCY : Signal.ERRORS;
      case Indicator.Throughput _, Indicator.Freshness _ -> Signal.REQUESTS;
      case Indicator.Ratio _, Indicator.RawRatio _ -> Signal.ERRORS;
      case Indicator.Threshold _ -> null;
    };
  }

  private static String target(Slo slo, Indicator indicator) {
    return switch (indicator) {
      case Indicator.Counted(SliSpec spec) -> spec.service().value();
      case Indicator.Throughput throughput -> throughput.service().value();
      case Indicator.Freshness freshness -> freshness.service().value();
      case Indicator.Ratio _, Indicator.RawRatio _, Indicator.Threshold _ -> slo.service().value();
    };
  }

  private String answer(DiagnosisSearch search) {
    try {
      DiagnosisView view = diagnosing.apply(search);
      if (view.ranking().isEmpty()) {
        return NOTHING;
      }
      StringBuilder text = new StringBuilder();
      for (DiagnosisView.Suspect suspect :
          view.ranking().subList(0, Math.min(SUSPECTS, view.ranking().size()))) {
        List<String> reasons =
            suspect.reasons().subList(0, Math.min(REASONS, suspect.reasons().size()));
        text.append(text.isEmpty() ? "" : "\n")
            .append(suspect.node())
            .append(String.format(Locale.ROOT, " (%.2f): ", suspect.score()))
            .append(String.join("; ", reasons));
      }
      return text.toString();
    } catch (RuntimeException e) {
      // An alert is worth more than its explanation.
      return "The cause could not be worked out: " + e.getMessage();
    }
  }

  private String address(DiagnosisSearch search) {
    return pages.get()
        + "/incident?metric="
        + search.metric().name().toLowerCase(Locale.ROOT)
        + "&target="
        + URLEncoder.encode(String.valueOf(search.target()), StandardCharsets.UTF_8)
        + "&from="
        + search.window().from()
        + "&to="
        + search.window().to();
  }
}
