package dev.headroom.load.plan;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.load.arrival.Spacing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a plan from a YAML file. Every mistake is told with the field it is in.
final class PlanReader {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final String[] KEYS = {
    "target", "rate", "ramp", "steps", "step-length", "recorded", "between", "factor", "users",
    "think", "arrivals", "duration", "warm-up", "slow", "seed", "headers", "feeds", "scenarios",
    "abort", "fail-if"
  };

  private final Path file;
  private final List<String> variables = new ArrayList<>();

  PlanReader(Path file) {
    this.file = file;
  }

  PlanFile read(@Nullable Target instead) {
    Fields plan = Fields.of("", tree(), KEYS);
    Target target =
        instead != null ? instead : Target.of("target", plan.needed("target", "an address"));
    List<Feed> feeds = feeds(plan);
    List<Scenario> scenarios = scenarios(plan);
    String arrivals = plan.text("arrivals");
    return new PlanFile(
        target,
        load(plan),
        arrivals == null ? Spacing.POISSON : Spacing.of("arrivals", arrivals),
        scenarios,
        feeds,
        variables,
        duration(plan, "duration"),
        duration(plan, "warm-up"),
        plan.has("slow")
            ? Amounts.duration("slow", plan.needed("slow", "a time"))
            : PlanFile.USUAL_SLOW,
        seed(plan),
        abort(plan),
        plan.list("fail-if").stream().map(text -> Threshold.of("fail-if", text)).toList());
  }

  private JsonNode tree() {
    try {
      return YAML.readTree(Files.readString(file));
    } catch (JacksonException e) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "'" + file + "' is no YAML: " + e.getOriginalMessage().lines().findFirst().orElse(""),
          e);
    } catch (IOException e) {
      throw new HeadroomException(
          ErrorCode.INVALID, "scenario '" + file + "' cannot be read: " + e.getMessage(), e);
    }
  }

  private Path directory() {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? Path.of("") : parent;
  }

  private PlanFile.@Nullable Load load(Fields plan) {
    List<String> told = new ArrayList<>(List.of("rate", "ramp", "steps", "recorded", "users"));
    told.removeIf(name -> !plan.has(name));
    if (told.size() > 1) {
      throw Amounts.wrong("load", String.join(", ", told), "only one of these");
    }
    if (told.isEmpty()) {
      return null;
    }
    String name = told.getFirst();
    String text = String.join(",", plan.list(name));
    return switch (name) {
      case "rate" -> new PlanFile.Load.Rate(Amounts.rate(name, text), null, null);
      case "ramp" -> {
        RateText.ramp(name, text, Duration.ofSeconds(1));
        yield new PlanFile.Load.Rate(null, text, null);
      }
      case "steps" ->
          new PlanFile.Load.Rate(
              null, null, RateText.stairs(name, text, orElse(plan, "step-length", "10s")));
      case "recorded" ->
          new PlanFile.Load.Rate(
              null,
              null,
              RateText.recorded(
                  directory().resolve(text), orElse(plan, "between", "1s"), factor(plan)));
      default ->
          new PlanFile.Load.Users(
              (int) Math.min(Integer.MAX_VALUE, whole(plan, "users")), orElse(plan, "think", "0"));
    };
  }

  private static double factor(Fields plan) {
    return plan.has("factor") ? Amounts.rate("factor", plan.needed("factor", "a number")) : 1;
  }

  private static Duration orElse(Fields plan, String name, String usual) {
    String text = plan.text(name);
    return Amounts.duration(name, text == null ? usual : text);
  }

  private static @Nullable Duration duration(Fields plan, String name) {
    String text = plan.text(name);
    return text == null ? null : Amounts.duration(name, text);
  }

  private static long seed(Fields plan) {
    return plan.has("seed") ? whole(plan, "seed") : PlanFile.USUAL_SEED;
  }

  private static long whole(Fields fields, String name) {
    JsonNode value = fields.get(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw Amounts.wrong(fields.at(name), Fields.shown(value), "a whole number");
    }
    return value.asLong();
  }

  private List<Feed> feeds(Fields plan) {
    List<Feed> feeds = new ArrayList<>();
    if (plan.has("feeds")) {
      Fields all = Fields.mapping("feeds", plan.get("feeds"));
      for (String name : all.names()) {
        feeds.add(feed(name, Fields.of(all.at(name), all.get(name), "file", "order")));
      }
    }
    return feeds;
  }

  private Feed feed(String name, Fields fields) {
    String csv = fields.needed("file", "a CSV file with a header line");
    List<List<String>> rows;
    try {
      rows = CsvFile.rows(Files.readString(directory().resolve(csv)));
    } catch (IOException e) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          fields.at("file") + " '" + csv + "' cannot be read: " + e.getMessage(),
          e);
    }
    if (rows.isEmpty()) {
      throw Amounts.wrong(fields.at("file"), csv, "a header line and rows");
    }
    List<String> columns = rows.getFirst();
    for (int i = 1; i < rows.size(); i++) {
      if (rows.get(i).size() != columns.size()) {
        throw Amounts.wrong(
            fields.at("file") + " row " + i,
            String.join(",", rows.get(i)),
            columns.size() + " cells, as the header has");
      }
    }
    int first = variables.size();
    for (String column : columns) {
      if (variables.contains(column)) {
        throw Amounts.wrong(fields.at("file"), column, "a column that no other feed has");
      }
      variables.add(column);
    }
    String order = fields.text("order");
    boolean random = order != null && order.equals("random");
    if (order != null && !random && !order.equals("sequential")) {
      throw Amounts.wrong(fields.at("order"), order, "sequential or random");
    }
    return new Feed(name, first, columns, rows.subList(1, rows.size()), random);
  }

  private List<Scenario> scenarios(Fields plan) {
    Fields all = Fields.mapping("scenarios", plan.get("scenarios"));
    List<Scenario> scenarios = new ArrayList<>();
    RequestReader reader = new RequestReader(directory(), plan.texts("headers"), variables);
    for (String name : all.names()) {
      Fields one = Fields.of(all.at(name), all.get(name), "weight", "requests");
      List<RequestPlan> requests = new ArrayList<>();
      for (JsonNode request : one.get("requests")) {
        requests.add(reader.read(one.at("requests") + "[" + requests.size() + "]", request));
      }
      String weight = one.text("weight");
      scenarios.add(
          new Scenario(
              name, weight == null ? 1 : Amounts.rate(one.at("weight"), weight), requests));
    }
    return scenarios;
  }

  private static Abort abort(Fields plan) {
    if (!plan.has("abort")) {
      return Abort.USUAL;
    }
    Fields fields = Fields.of("abort", plan.get("abort"), "errors", "over", "least");
    return new Abort(
        Amounts.share("abort.errors", fields.needed("errors", "a share, e.g. 50%")),
        fields.has("over")
            ? Amounts.duration("abort.over", fields.needed("over", "a time"))
            : Abort.USUAL.over(),
        fields.has("least") ? (int) whole(fields, "least") : Abort.USUAL.least());
  }
}
