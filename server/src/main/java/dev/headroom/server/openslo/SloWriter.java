package dev.headroom.server.openslo;

import dev.headroom.rollup.SliSpec;
import dev.headroom.slo.Budgeting;
import dev.headroom.slo.BurnRule;
import dev.headroom.slo.Indicator;
import dev.headroom.slo.Indicator.Part;
import dev.headroom.slo.MetricQuery;
import dev.headroom.slo.Objective;
import dev.headroom.slo.Period;
import dev.headroom.slo.Slo;
import java.math.BigDecimal;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Writes an SLO that was made in Headroom as an OpenSLO document, which reads as that SLO again.
/// Notification targets are referred to by name.
final class SloWriter {
  private SloWriter() {}

  static Tree.Mapping document(Slo slo, StandardRules standard) {
    boolean usual = slo.rules().equals(standard.of(slo.period(), lowestTarget(slo)));
    TreeBuilder spec =
        new TreeBuilder()
            .putUnlessEmpty("description", slo.description())
            .put("service", slo.service().value());
    boolean shared =
        slo.objectives().stream().map(SloWriter::source).distinct().count() == 1
            && slo.objectives().stream().allMatch(each -> each.weight() == 1);
    if (shared) {
      spec.put("indicator", indicator(slo, slo.objectives().getFirst()));
    }
    spec.put("timeWindow", Tree.list(List.of(window(slo.period()).build())));
    spec.put("budgetingMethod", method(slo.objectives().getFirst().budgeting()));
    spec.put(
        "objectives",
        Tree.list(slo.objectives().stream().map(each -> objective(slo, each, shared)).toList()));
    if (!usual && !slo.rules().isEmpty()) {
      spec.put(
          "alertPolicies",
          Tree.list(slo.rules().stream().map(rule -> policy(rule, slo.targets())).toList()));
    }
    return new TreeBuilder()
        .put("apiVersion", "openslo/v1")
        .put("kind", Kinds.SLO)
        .put("metadata", metadata(slo))
        .put("spec", spec)
        .build();
  }

  private static double lowestTarget(Slo slo) {
    return slo.objectives().stream().mapToDouble(Objective::target).min().orElseThrow();
  }

  private static TreeBuilder metadata(Slo slo) {
    TreeBuilder labels = new TreeBuilder();
    slo.labels().forEach(labels::put);
    TreeBuilder annotations = new TreeBuilder();
    if (slo.rules().isEmpty()) {
      annotations.put(Metadata.OWN + SloMapping.RULES, "none");
    }
    annotations.putUnlessEmpty(Metadata.OWN + SloMapping.RUNBOOK, slo.runbook());
    TreeBuilder metadata = new TreeBuilder().put("name", slo.name().value());
    if (!slo.title().equals(slo.name().value())) {
      metadata.put("displayName", slo.title());
    }
    if (!labels.isEmpty()) {
      metadata.put("labels", labels);
    }
    if (!annotations.isEmpty()) {
      metadata.put("annotations", annotations);
    }
    return metadata;
  }

  private static TreeBuilder window(Period period) {
    return switch (period) {
      case Period.Rolling rolling ->
          new TreeBuilder().put("duration", Shorthand.of(rolling.length())).put("isRolling", true);
      case Period.Calendar calendar ->
          new TreeBuilder()
              .put("duration", calendar.count() + unit(calendar.unit()))
              .put(
                  "calendar",
                  new TreeBuilder()
                      .put("startTime", WindowMapping.START.format(calendar.start()))
                      .put("timeZone", calendar.zone().getId()))
              .put("isRolling", false);
    };
  }

  private static String unit(ChronoUnit unit) {
    return switch (unit) {
      case MINUTES -> "m";
      case HOURS -> "h";
      case DAYS -> "d";
      case WEEKS -> "w";
      case MONTHS -> "M";
      default -> "Y";
    };
  }

  private static String method(Budgeting budgeting) {
    return switch (budgeting) {
      case Budgeting.Occurrences() -> "Occurrences";
      case Budgeting.Timeslices _ -> "Timeslices";
      case Budgeting.RatioTimeslices _ -> "RatioTimeslices";
    };
  }

  private static Tree objective(Slo slo, Objective objective, boolean shared) {
    TreeBuilder out = new TreeBuilder().put("displayName", objective.name());
    switch (objective.indicator()) {
      case Indicator.Threshold threshold ->
          out.put("op", threshold.comparison().name().toLowerCase(Locale.ROOT))
              .put("value", threshold.bound());
      case Indicator.Throughput throughput ->
          out.put("op", "gte").put("value", throughput.leastPerMinute());
      case Indicator.Freshness freshness ->
          out.put("op", "lte").put("value", seconds(freshness.most().toNanos()));
      case Indicator.Counted _, Indicator.Ratio _, Indicator.RawRatio _ -> {
        // Their source says all.
      }
    }
    out.put("target", objective.target());
    switch (objective.budgeting()) {
      case Budgeting.Occurrences() -> {
        // Needs nothing more.
      }
      case Budgeting.Timeslices slices ->
          out.put("timeSliceTarget", slices.target())
              .put("timeSliceWindow", Shorthand.of(slices.slice()));
      case Budgeting.RatioTimeslices slices ->
          out.put("timeSliceWindow", Shorthand.of(slices.slice()));
    }
    if (!shared) {
      out.put("indicator", indicator(slo, objective));
      if (objective.weight() != 1) {
        out.put("compositeWeight", objective.weight());
      }
    }
    return out.build();
  }

  private static double seconds(long nanos) {
    return BigDecimal.valueOf(nanos, 9).doubleValue();
  }

  private static TreeBuilder indicator(Slo slo, Objective objective) {
    int number = slo.objectives().indexOf(objective) + 1;
    return new TreeBuilder()
        .put("metadata", new TreeBuilder().put("name", slo.name().value() + "-sli-" + number))
        .put("spec", sli(objective.indicator()));
  }

  // The SLI without what the objective says, as text: equal ones are written once.
  private static String source(Objective objective) {
    return TreeText.json(sli(objective.indicator()).build());
  }

  private static TreeBuilder sli(Indicator indicator) {
    return switch (indicator) {
      case Indicator.Counted(SliSpec spec) -> raw(Part.GOOD, spans(spec));
      case Indicator.RawRatio(Part part, MetricQuery query) -> raw(part, metrics(query));
      case Indicator.Ratio(Part part, MetricQuery numerator, MetricQuery total) ->
          new TreeBuilder()
              .put(
                  "ratioMetric",
                  new TreeBuilder()
                      .put("counter", true)
                      .put(part == Part.GOOD ? "good" : "bad", source(metrics(numerator)))
                      .put("total", source(metrics(total))));
      case Indicator.Threshold threshold -> threshold(metrics(threshold.query()));
      case Indicator.Throughput throughput ->
          threshold(
              measured(throughput.service().value(), throughput.operation(), "throughput")
                  .put("unit", "perMinute"));
      case Indicator.Freshness freshness ->
          threshold(
              measured(freshness.service().value(), freshness.operation(), "freshness")
                  .put("unit", "s"));
    };
  }

  private static TreeBuilder source(TreeBuilder spec) {
    return new TreeBuilder()
        .put("metricSource", new TreeBuilder().put("type", SourceReader.TYPE).put("spec", spec));
  }

  private static TreeBuilder raw(Part part, TreeBuilder spec) {
    return new TreeBuilder()
        .put(
            "ratioMetric",
            new TreeBuilder()
                .put("rawType", part == Part.GOOD ? "success" : "failure")
                .put("raw", source(spec)));
  }

  private static TreeBuilder threshold(TreeBuilder spec) {
    return new TreeBuilder().put("thresholdMetric", source(spec));
  }

  private static TreeBuilder measured(String service, String operation, String measure) {
    return new TreeBuilder()
        .put("signal", "spans")
        .put("service", service)
        .putUnlessEmpty("operation", operation)
        .put("measure", measure);
  }

  private static TreeBuilder spans(SliSpec spec) {
    TreeBuilder out =
        new TreeBuilder()
            .put("signal", "spans")
            .put("service", spec.service().value())
            .putUnlessEmpty("operation", spec.operation())
            .putUnlessEmpty("callee", spec.callee())
            .putUnlessEmpty("version", spec.version())
            .putUnlessEmpty("environment", spec.environment())
            .putUnlessEmpty("tenant", spec.tenant())
            .putUnlessEmpty("segment", spec.segment())
            .putUnlessEmpty("feature", spec.feature());
    return switch (spec.bad()) {
      case SliSpec.Failed() -> out.put("bad", "failed");
      case SliSpec.Slower(long nanos, SliSpec.Failures failures) ->
          out.put(
              "bad",
              new TreeBuilder()
                  .put("slowerThan", Shorthand.length(nanos))
                  .put("failures", SourceReader.word(failures)));
    };
  }

  private static TreeBuilder metrics(MetricQuery query) {
    TreeBuilder attributes = new TreeBuilder();
    query.attributes().forEach(attributes::put);
    TreeBuilder out =
        new TreeBuilder()
            .put("signal", "metrics")
            .put("service", query.service().isEmpty() ? "*" : query.service())
            .put("metric", query.metric());
    if (!attributes.isEmpty()) {
      out.put("attributes", attributes);
    }
    return out.put("aggregation", query.aggregation().name().toLowerCase(Locale.ROOT));
  }

  private static Tree policy(BurnRule rule, List<String> targets) {
    TreeBuilder condition =
        new TreeBuilder()
            .put("kind", "burnrate")
            .put("op", "gte")
            .put("threshold", rule.threshold())
            .put("lookbackWindow", Shorthand.of(rule.longWindow()));
    if (rule.pending().toMinutes() > 0) {
      condition.put("alertAfter", Shorthand.of(rule.pending()));
    }
    List<Tree> references = new ArrayList<>();
    targets.forEach(target -> references.add(new TreeBuilder().put("targetRef", target).build()));
    TreeBuilder spec =
        new TreeBuilder()
            .put("alertWhenBreaching", true)
            .put("alertWhenResolved", true)
            .put("conditions", Tree.list(List.of(condition(rule, condition))));
    if (!references.isEmpty()) {
      spec.put("notificationTargets", Tree.list(references));
    }
    return new TreeBuilder()
        .put("kind", Kinds.POLICY)
        .put("metadata", new TreeBuilder().put("name", rule.name()))
        .put("spec", spec)
        .build();
  }

  private static Tree condition(BurnRule rule, TreeBuilder condition) {
    TreeBuilder metadata = new TreeBuilder().put("name", rule.name());
    if (!rule.shortWindow().equals(AlertMapping.usualShort(rule.longWindow()))) {
      metadata.put(
          "annotations",
          new TreeBuilder()
              .put(Metadata.OWN + AlertMapping.SHORT_WINDOW, Shorthand.of(rule.shortWindow())));
    }
    return new TreeBuilder()
        .put("kind", Kinds.CONDITION)
        .put("metadata", metadata)
        .put(
            "spec",
            new TreeBuilder()
                .put("severity", rule.severity().name().toLowerCase(Locale.ROOT))
                .put("condition", condition))
        .build();
  }
}
