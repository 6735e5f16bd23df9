package dev.headroom.load.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headroom.load.search.JudgedStep;
import dev.headroom.load.search.SearchAnswer;
import dev.headroom.stat.Interval;
import dev.headroom.stat.UslFit;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// An answer as JSON. Durations are seconds, rates per second; an open end of an interval is null.
public final class AnswerJson {
  private static final int FORM = 1;
  private static final JsonMapper JSON = new JsonMapper();

  private AnswerJson() {}

  /// Writes an answer with what its steps say.
  ///
  /// @param target where the load went
  /// @param details what else there is to say, a sentence each
  public static String write(
      String target, SearchAnswer answer, CapacityModel model, List<String> details) {
    ObjectNode root = JSON.createObjectNode();
    root.put("form", FORM).put("kind", "search").put("target", target);
    root.put("answer", AnswerText.headline(answer));
    details.forEach(root.putArray("details")::add);
    root.put("objective", answer.objective().toString());
    root.put("ending", lower(answer.ending())).put("reason", answer.reason());
    put(root, "perSecond", answer.perSecond());
    interval(root, "interval", answer.interval());
    put(root, "capacityPerSecond", answer.capacity());
    root.put("loadSeconds", seconds(answer.loadTime()));
    ArrayNode steps = root.putArray("steps");
    answer.steps().forEach(step -> step(steps.addObject(), step));
    model(root.putObject("model"), model);
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  private static void step(ObjectNode node, JudgedStep step) {
    node.put("ratePerSecond", step.ratePerSecond());
    node.put("warmUpSeconds", seconds(step.warmUp()));
    node.put("lengthSeconds", seconds(step.length()));
    node.put("offered", step.offered()).put("completed", step.completed());
    node.put("failed", step.failed()).put("throughput", step.throughput());
    node.put("inFlight", step.inFlight()).put("slowShare", step.slowShare());
    interval(node, "slowInterval", step.slowInterval());
    ObjectNode latency = node.putObject("latencySeconds");
    latency.put("mean", seconds(step.latency().mean())).put("p50", seconds(step.latency().p50()));
    latency.put("p90", seconds(step.latency().p90())).put("p99", seconds(step.latency().p99()));
    latency.put("p999", seconds(step.latency().p999()));
    latency.put("objective", seconds(step.quantile()));
    node.put("latenessP99Seconds", seconds(step.latenessP99()));
    node.put("generatorCpu", step.generatorCpu());
    node.put("verdict", lower(step.verdict())).put("reason", step.reason());
  }

  private static void model(ObjectNode node, CapacityModel model) {
    ArrayNode kinds = node.putArray("limit");
    model.kinds().forEach(kind -> kinds.add(lower(kind)));
    if (model.knee() != null) {
      node.putObject("knee").put("inFlight", model.knee().n()).put("throughput", model.knee().x());
    }
    ArrayNode points = node.putArray("points");
    for (CapacityModel.Point point : model.points()) {
      points
          .addObject()
          .put("inFlight", point.n())
          .put("throughput", point.x())
          .put("outlier", point.outlier());
    }
    UslFit usl = model.usl();
    if (usl != null) {
      law(node.putObject("usl"), usl);
    }
    QueueModel queue = model.queue();
    if (queue != null) {
      ObjectNode told = node.putObject("queue");
      told.put("servers", queue.servers()).put("serviceSeconds", queue.serviceSeconds());
      told.put("variation", queue.variation()).put("formula", lower(queue.formula()));
      put(told, "medianError", model.queueError());
      ArrayNode fits = told.putArray("fits");
      for (CapacityModel.QueueFit fit : model.fits()) {
        ObjectNode each = fits.addObject().put("ratePerSecond", fit.ratePerSecond());
        put(each, "predictedSeconds", fit.predictedSeconds());
        each.put("measuredSeconds", fit.measuredSeconds());
      }
    }
  }

  private static void law(ObjectNode node, UslFit usl) {
    node.put("lambda", usl.usl().lambda()).put("sigma", usl.usl().sigma());
    node.put("kappa", usl.usl().kappa()).put("rSquared", usl.rSquared());
    estimate(node, "lambdaInterval", usl.lambda());
    estimate(node, "sigmaInterval", usl.sigma());
    estimate(node, "kappaInterval", usl.kappa());
    node.put("identifiable", usl.identifiable()).put("superlinear", usl.superlinear());
  }

  private static void estimate(ObjectNode node, String name, UslFit.Estimate estimate) {
    ObjectNode interval = node.putObject(name);
    put(interval, "low", estimate.low());
    put(interval, "high", estimate.high());
  }

  private static void interval(ObjectNode node, String name, @Nullable Interval interval) {
    if (interval != null) {
      ObjectNode told = node.putObject(name);
      put(told, "low", interval.low());
      put(told, "high", interval.high());
    }
  }

  private static void put(ObjectNode node, String name, @Nullable Double value) {
    if (value == null || value.isNaN() || value.isInfinite()) {
      node.putNull(name);
    } else {
      node.put(name, value);
    }
  }

  private static String lower(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
