package dev.headroom.engine.slo;

import dev.headroom.alert.Alert;
import dev.headroom.signal.NodeId;
import dev.headroom.slo.BurnAlert;
import dev.headroom.slo.BurnRule;
import dev.headroom.slo.BurnText;
import dev.headroom.slo.ObjectiveEvaluation;
import dev.headroom.slo.RuleEvaluation;
import dev.headroom.slo.Slo;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Turns the alert of a budget into an alert as other systems know it. Labels stay the same while
/// it lasts; numbers are in the annotations.
final class BurnAlertText {
  /// The label `alertname` of all of them.
  static final String NAME = "ErrorBudgetBurn";

  /// The annotation that says what is special about how it lasts or ended.
  private static final String NOTE = "headroom_note";

  private final Supplier<String> pages;

  /// @param pages address of the pages, for links; empty when it is not known
  BurnAlertText(Supplier<String> pages) {
    this.pages = pages;
  }

  /// @param owner name of the service's owner; empty when there is none
  /// @param evaluation of the objective now
  /// @param placed where it comes from and under what it is told
  /// @param before how it was kept last; null when it is new
  Alert of(
      Slo slo,
      BurnAlert burn,
      String owner,
      @Nullable ObjectiveEvaluation evaluation,
      Placed placed,
      @Nullable Alert before,
      Instant now) {
    Map<String, String> annotations = new TreeMap<>();
    BurnText text = text(slo, burn, evaluation);
    annotations.put("summary", text == null ? slo.title() : text.summary());
    annotations.put("description", text == null ? "" : text.description());
    if (!slo.runbook().isEmpty()) {
      annotations.put("runbook_url", slo.runbook());
    }
    annotations.put("look_at", lookAt(slo, burn, placed, before));
    if (burn.state() == BurnAlert.State.RESOLVED && evaluation != null && silent(evaluation)) {
      annotations.put(
          NOTE,
          "Nothing was heard for so long that it is taken as over; whether it was put right is not"
              + " known.");
    }
    return new Alert(
        burn.id(),
        Alert.Source.HEADROOM,
        state(burn),
        severity(burn.severity()),
        labels(slo, burn, owner),
        annotations,
        started(burn),
        now,
        ended(burn, now),
        placed.lead(),
        link(slo));
  }

  private static Map<String, String> labels(Slo slo, BurnAlert burn, String owner) {
    Map<String, String> labels = new TreeMap<>();
    labels.put("alertname", NAME);
    labels.put("severity", severity(burn.severity()));
    labels.put("service", slo.service().value());
    labels.put("slo", slo.name().value());
    if (slo.objectives().size() > 1) {
      labels.put("objective", burn.objective());
    }
    if (!owner.isEmpty()) {
      labels.put("owner", owner);
    }
    return labels;
  }

  static String severity(BurnRule.Severity severity) {
    return severity.name().toLowerCase(Locale.ROOT);
  }

  /// That of an alert which [#of] made.
  static BurnRule.Severity severity(Alert alert) {
    return BurnRule.Severity.valueOf(alert.severity().toUpperCase(Locale.ROOT));
  }

  private static boolean silent(ObjectiveEvaluation evaluation) {
    return evaluation.rules().stream().allMatch(rule -> rule.longWindow().total() == 0);
  }

  /// A lead whose own budget burns no more and that lasts for what is told under it.
  static Alert held(Alert alert, Instant now) {
    return alert.annotation(NOTE).isEmpty()
        ? alert.withAnnotation(
            NOTE,
            "Its own budget burns that fast no more since "
                + now
                + "; it lasts until the last alert of its cause has ended.")
        : alert;
  }

  /// The same alert, ended.
  static Alert over(Alert alert, Instant now) {
    return new Alert(
        alert.id(),
        alert.source(),
        Alert.State.RESOLVED,
        alert.severity(),
        alert.labels(),
        alert.annotations(),
        alert.startsAt(),
        now,
        now,
        alert.lead(),
        alert.link());
  }

  private static Instant started(BurnAlert burn) {
    Instant started = burn.startsAt();
    return started == null ? burn.since() : started;
  }

  private static @Nullable Instant ended(BurnAlert burn, Instant now) {
    return switch (burn.state()) {
      case PENDING, FIRING, FROZEN -> null;
      case RESOLVED, INACTIVE -> burn.endsAt() == null ? now : burn.endsAt();
    };
  }

  private static Alert.State state(BurnAlert burn) {
    return switch (burn.state()) {
      case PENDING -> Alert.State.PENDING;
      case FIRING -> Alert.State.FIRING;
      case FROZEN -> Alert.State.FROZEN;
      case RESOLVED, INACTIVE -> Alert.State.RESOLVED;
    };
  }

  private static @Nullable BurnText text(
      Slo slo, BurnAlert burn, @Nullable ObjectiveEvaluation evaluation) {
    if (evaluation == null || evaluation.rules().isEmpty()) {
      return null;
    }
    RuleEvaluation rule =
        evaluation.rules().stream()
            .filter(each -> each.rule().name().equals(burn.rule()))
            .findFirst()
            .orElseGet(() -> pending(burn, evaluation.rules()));
    return BurnText.of(slo, evaluation, rule);
  }

  private static RuleEvaluation pending(BurnAlert burn, List<RuleEvaluation> rules) {
    return rules.stream()
        .filter(each -> burn.pendingSince().containsKey(each.rule().name()))
        .findFirst()
        .orElse(rules.getFirst());
  }

  /// Where to look first.
  private static String lookAt(Slo slo, BurnAlert burn, Placed placed, @Nullable Alert before) {
    CauseFinder.Cause cause = placed.cause();
    if (cause == null && before != null && before.active()) {
      // An older program kept the words alone.
      return before.annotation("look_at");
    }
    if (cause == null) {
      return burn.state() == BurnAlert.State.PENDING
          ? "Where it comes from is looked for when it fires."
          : "Look at " + slo.service() + ": where it comes from is not known.";
    }
    if (cause.path().size() < 2) {
      return "Look at " + slo.service() + " itself: no call of it explains the trouble.";
    }
    return "Look at "
        + cause.node()
        + ": it explains "
        + Math.round(cause.share() * 100)
        + " % of it, along "
        + cause.path().stream().map(NodeId::toString).collect(Collectors.joining(" → "))
        + ".";
  }

  private String link(Slo slo) {
    String address = pages.get();
    return address.isEmpty()
        ? ""
        : address + "/slo?name=" + URLEncoder.encode(slo.name().value(), StandardCharsets.UTF_8);
  }
}
