package dev.headroom.server.openslo;

import dev.headroom.rollup.SliSpec.Failures;
import dev.headroom.server.openslo.Source.Bad;
import dev.headroom.server.openslo.Tree.Leaf;
import dev.headroom.slo.MetricQuery.Aggregation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads a `metricSource`, of v1 or v2alpha.
final class SourceReader {
  /// The type of sources that Headroom answers from what it keeps.
  static final String TYPE = "headroom";

  /// What says which spans are meant; a data source may give these for all that refer to it.
  static final List<String> SCOPE =
      List.of(
          "service",
          "operation",
          "callee",
          "version",
          "environment",
          "tenant",
          "segment",
          "feature");

  private static final List<String> DEFAULTS = with(SCOPE, "signal");
  private static final List<String> METRICS =
      List.of("signal", "service", "metric", "attributes", "aggregation");
  private static final List<String> FAILURES = List.of("leaveOut", "bad", "byDuration");
  private static final String LENGTH = "a length above 0 with its unit, e.g. 300ms or 1.5s";

  private final References references;

  /// What a source is used for, which decides what its spec may say.
  enum Use {
    /// One side of a ratio.
    PART,
    /// A ratio by itself.
    RAW,
    /// A value against a bound.
    THRESHOLD
  }

  /// What a data source says.
  record DataSource(String type, Tree.@Nullable Mapping details) {}

  SourceReader(References references) {
    this.references = references;
  }

  private static List<String> with(List<String> names, String... more) {
    List<String> all = new ArrayList<>(names);
    all.addAll(Arrays.asList(more));
    return List.copyOf(all);
  }

  /// Reads the `spec` of a data source; details of type headroom are checked.
  static DataSource dataSource(Section spec) {
    if (spec.isV2() && !spec.has("type")) {
      return namedDataSource(spec);
    }
    spec.only("description", "type", "connectionDetails");
    String type = spec.required("type", "the type of the source, e.g. " + TYPE);
    return new DataSource(type, details(type, spec, "connectionDetails"));
  }

  // v2alpha puts the details under the name of the type.
  private static DataSource namedDataSource(Section spec) {
    List<String> names = spec.namesBeside(Set.of("description"));
    if (names.size() != 1) {
      spec.problem(
          names.isEmpty() ? "has no type" : "has the types " + String.join(", ", names),
          "one, e.g. " + TYPE);
      return new DataSource("", null);
    }
    return new DataSource(names.getFirst(), details(names.getFirst(), spec, names.getFirst()));
  }

  private static Tree.@Nullable Mapping details(String type, Section spec, String field) {
    if (!isHeadroom(type)) {
      return null;
    }
    Section details = spec.section(field);
    if (details == null) {
      return null;
    }
    details.only(DEFAULTS.toArray(String[]::new));
    DEFAULTS.forEach(details::text);
    Map<String, Tree.Entry> known = new TreeMap<>(details.tree().entries());
    known.keySet().retainAll(DEFAULTS);
    return new Tree.Mapping(details.tree().mark(), known);
  }

  private static boolean isHeadroom(String type) {
    return type.equalsIgnoreCase(TYPE);
  }

  /// Reads what is under `good`, `thresholdMetric` and so on; null when, which was told, it is not
  /// right.
  @Nullable Source read(Section metric, Use use) {
    int errors = metric.errors();
    Section source = metric;
    DataSource inline = new DataSource("", null);
    if (metric.isV2()) {
      inline = inlineDataSource(metric);
    } else {
      metric.only("metricSource");
      source = metric.requiredSection("metricSource", "a map with type and spec");
      if (source == null) {
        return null;
      }
      source.only("metricSourceRef", "type", "spec");
      inline = new DataSource(source.text("type"), null);
    }
    DataSource known = resolved(source, inline);
    Section spec = source.requiredSection("spec", "a map");
    if (spec == null || metric.errors() != errors) {
      return null;
    }
    if (!isHeadroom(known.type())) {
      return new Source.Foreign(source, known.type());
    }
    Source read =
        headroom(known.details() == null ? spec : spec.withDefaults(known.details()), spec, use);
    return metric.errors() == errors ? read : null;
  }

  private static DataSource inlineDataSource(Section metric) {
    Section nested = metric.section("dataSourceSpec");
    if (nested != null) {
      metric.only("metricSourceRef", "dataSourceSpec", "spec");
      return dataSource(nested);
    }
    List<String> names = metric.namesBeside(Set.of("dataSourceRef", "dataSourceSpec", "spec"));
    if (names.isEmpty()) {
      return new DataSource("", null);
    }
    metric.only("metricSourceRef", "dataSourceSpec", "spec", names.getFirst());
    return new DataSource(names.getFirst(), details(names.getFirst(), metric, names.getFirst()));
  }

  private DataSource resolved(Section source, DataSource inline) {
    if (!source.has("metricSourceRef")) {
      if (inline.type().isEmpty()) {
        source.problem(
            "names no source", "type: " + TYPE + ", or the name of a DataSource to take it from");
      }
      return inline;
    }
    Section found = references.find(Kinds.DATA_SOURCE, source, "metricSourceRef");
    Section spec = found == null ? null : found.section("spec");
    if (spec == null) {
      return inline;
    }
    DataSource declared = dataSource(spec);
    if (!inline.type().isEmpty() && !inline.type().equalsIgnoreCase(declared.type())) {
      source.problem(
          "type",
          "is '" + inline.type() + "', but the DataSource is of type '" + declared.type() + "'",
          "the same, or none");
    }
    return declared;
  }

  private static @Nullable Source headroom(Section all, Section spec, Use use) {
    boolean metrics = all.has("signal") ? all.text("signal").equals("metrics") : spec.has("metric");
    if (all.word("signal", List.of("spans", "metrics")) == null && all.has("signal")) {
      return null;
    }
    return metrics ? metrics(all, spec) : spans(all, spec, use);
  }

  private static Source metrics(Section all, Section spec) {
    spec.only(METRICS.toArray(String[]::new));
    String metric = spec.required("metric", "the name of a metric, e.g. jvm.memory.used");
    Map<String, String> attributes = new TreeMap<>();
    Section given = spec.section("attributes");
    if (given != null) {
      for (Map.Entry<String, Tree.Entry> entry : given.tree().entries().entrySet()) {
        attributes.put(entry.getKey(), attribute(given, entry.getKey(), entry.getValue().value()));
      }
    }
    return new Source.Metrics(spec, all.text("service"), metric, attributes, aggregation(spec));
  }

  // Attributes are compared as text, so that 200 and "200" are the same.
  private static String attribute(Section given, String name, Tree value) {
    if (value instanceof Leaf leaf && leaf.kind() != Leaf.Kind.NULL) {
      return leaf.text();
    }
    given.problem(name, "is " + value.words(), "a single value");
    return "";
  }

  private static @Nullable Aggregation aggregation(Section spec) {
    List<String> names =
        Arrays.stream(Aggregation.values()).map(a -> a.name().toLowerCase(Locale.ROOT)).toList();
    String name = spec.word("aggregation", names);
    return name == null ? null : Aggregation.valueOf(name.toUpperCase(Locale.ROOT));
  }

  private static Source spans(Section all, Section spec, Use use) {
    spec.only(known(use).toArray(String[]::new));
    Map<String, String> scope = new TreeMap<>();
    for (String field : SCOPE) {
      String value = all.text(field).strip();
      if (!value.isEmpty()) {
        scope.put(field, value);
      }
    }
    String status = use == Use.PART ? spec.word("status", List.of("ok", "error")) : null;
    String measure =
        use == Use.THRESHOLD ? spec.required("measure", "latency, throughput or freshness") : "";
    return new Source.Spans(
        spec,
        scope,
        status == null ? "" : status,
        use == Use.PART ? length(spec, "fasterThan") : null,
        use == Use.PART ? length(spec, "slowerThan") : null,
        use == Use.RAW ? bad(spec) : null,
        measure,
        use == Use.THRESHOLD ? spec.text("unit") : "",
        use == Use.THRESHOLD ? failures(spec) : Failures.LEFT_OUT);
  }

  private static List<String> known(Use use) {
    return switch (use) {
      case PART -> with(DEFAULTS, "status", "fasterThan", "slowerThan");
      case RAW -> with(DEFAULTS, "bad");
      case THRESHOLD -> with(DEFAULTS, "measure", "unit", "failures");
    };
  }

  private static @Nullable Long length(Section spec, String field) {
    if (!spec.has(field)) {
      return null;
    }
    int errors = spec.errors();
    String text = spec.text(field);
    Long nanos = Shorthand.nanos(text);
    if (nanos == null || nanos == 0) {
      if (spec.errors() == errors) {
        spec.problem(field, "is '" + text + "'", LENGTH);
      }
      return null;
    }
    return nanos;
  }

  private static @Nullable Bad bad(Section spec) {
    String expected = "failed, or a map with slowerThan";
    Tree value = spec.any("bad");
    if (value instanceof Leaf leaf && leaf.text().equals("failed")) {
      return new Bad(null, Failures.LEFT_OUT);
    }
    if (value instanceof Tree.Mapping) {
      Section bad = spec.section("bad");
      if (bad != null) {
        bad.only("slowerThan", "failures");
        if (!bad.has("slowerThan")) {
          bad.missing("slowerThan", LENGTH);
        }
        return new Bad(length(bad, "slowerThan"), failures(bad));
      }
    }
    if (value == null) {
      spec.missing("bad", expected);
    } else {
      spec.problem("bad", "is " + value.words(), expected);
    }
    return null;
  }

  private static Failures failures(Section at) {
    String word = at.word("failures", FAILURES);
    return switch (word == null ? "leaveOut" : word) {
      case "bad" -> Failures.BAD;
      case "byDuration" -> Failures.BY_DURATION;
      default -> Failures.LEFT_OUT;
    };
  }

  /// The word that [#failures] reads.
  static String word(Failures failures) {
    return FAILURES.get(failures == Failures.LEFT_OUT ? 0 : failures == Failures.BAD ? 1 : 2);
  }
}
