package dev.headroom.app.fit;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.server.web.Format;
import dev.headroom.stat.ScalabilityChoice;
import dev.headroom.stat.Usl;
import dev.headroom.stat.UslFit;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `headroom fit usl`: the Universal Scalability Law of measured points.
@Command(
    name = "usl",
    description =
        "Fit the Universal Scalability Law X(n) = λn / (1 + σ(n-1) + κn(n-1)) to measured points.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "The file has a header line with the columns n (concurrency: requests in flight, threads,",
      "nodes) and x (throughput), then a line per measurement. '-' reads standard input.",
      "",
      "The fit is three-parameter least squares with 0 <= σ, κ <= 1. Standard errors come from the",
      "Jacobian, 95 % intervals from 400 bootstrap draws. With fewer than 6 different n, or less",
      "than a factor of 2 between them, the law is fitted but marked as not identifiable. The curve",
      "says nothing beyond 1.25 times the largest n."
    })
final class FitUslCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "CSV file with the columns n and x, or -")
  private String file = "";

  @Option(names = "--json", description = "print the result as JSON")
  private boolean json;

  @Override
  public Integer call() {
    ScalabilityCsv points = ScalabilityCsv.read(file, lines());
    UslFit fit = UslFit.of(points.n(), points.x());
    ScalabilityChoice choice = ScalabilityChoice.of(points.n(), points.x());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(json(points, fit, choice));
    } else {
      print(out, points, fit, choice);
    }
    out.flush();
    return 0;
  }

  private List<String> lines() {
    try {
      return file.equals("-")
          ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()
          : Files.readAllLines(Path.of(file));
    } catch (IOException e) {
      throw new HeadroomException(
          ErrorCode.INVALID, "file '" + file + "' cannot be read: " + e.getMessage(), e);
    }
  }

  private String json(ScalabilityCsv points, UslFit fit, ScalabilityChoice choice) {
    ObjectNode node = new JsonMapper().createObjectNode();
    Usl usl = fit.usl();
    node.put("source", file);
    node.put("lambda", usl.lambda()).put("sigma", usl.sigma()).put("kappa", usl.kappa());
    put(node, "peakN", usl.peakN());
    put(node, "peakX", usl.peakX());
    put(node, "limitX", usl.limitX());
    ObjectNode errors = node.putObject("standardErrors");
    put(errors, "lambda", fit.lambda().standardError());
    put(errors, "sigma", fit.sigma().standardError());
    put(errors, "kappa", fit.kappa().standardError());
    ObjectNode intervals = node.putObject("intervals");
    interval(intervals, "lambda", fit.lambda());
    interval(intervals, "sigma", fit.sigma());
    interval(intervals, "kappa", fit.kappa());
    interval(intervals, "peakN", fit.peakN());
    interval(intervals, "peakX", fit.peakX());
    interval(intervals, "limitX", fit.limitX());
    node.put("points", fit.points()).put("levels", fit.levels());
    put(node, "rSquared", fit.rSquared());
    put(node, "residualError", fit.residualError());
    node.put("identifiable", fit.identifiable());
    node.put("superlinear", fit.superlinear());
    node.put("validUpToN", UslFit.FURTHEST * Arrays.stream(points.n()).max().orElse(0));
    ArrayNode best = node.putArray("bestModels");
    choice.best().forEach(kind -> best.add(name(kind)));
    ArrayNode models = node.putArray("models");
    choice
        .candidates()
        .forEach(candidate -> {
          ObjectNode model = models.addObject().put("model", name(candidate.kind()));
          put(model, "aicc", candidate.aicc());
          candidate.parameters().forEach(model.withArray("parameters")::add);
        });
    return node.toString();
  }

  private static void put(ObjectNode node, String name, OptionalDouble value) {
    if (value.isPresent()) {
      put(node, name, value.getAsDouble());
    } else {
      node.putNull(name);
    }
  }

  private static void put(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.putNull(name);
    }
  }

  /// Low and high; an end that is open, or not known, is null.
  private static void interval(ObjectNode node, String name, UslFit.@Nullable Estimate estimate) {
    if (estimate == null) {
      node.putNull(name);
      return;
    }
    ArrayNode ends = node.putArray(name);
    for (double end : new double[] {estimate.low(), estimate.high()}) {
      if (Double.isFinite(end)) {
        ends.add(end);
      } else {
        ends.addNull();
      }
    }
  }

  private static String name(ScalabilityChoice.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static void print(
      PrintWriter out, ScalabilityCsv points, UslFit fit, ScalabilityChoice choice) {
    Usl usl = fit.usl();
    row(out, "lambda", usl.lambda(), fit.lambda());
    row(out, "sigma", usl.sigma(), fit.sigma());
    row(out, "kappa", usl.kappa(), fit.kappa());
    usl.peakN().ifPresent(peak -> row(out, "peak n", peak, fit.peakN()));
    usl.peakX().ifPresent(peak -> row(out, "peak x", peak, fit.peakX()));
    usl.limitX().ifPresent(limit -> row(out, "limit x", limit, fit.limitX()));
    out.printf(
        Locale.ROOT,
        "%d points at %d levels, R² %.4f%n",
        fit.points(),
        fit.levels(),
        fit.rSquared());
    if (!choice.best().isEmpty()) {
      out.println(
          "explained best by: "
              + choice.best().stream().map(FitUslCommand::name).collect(Collectors.joining(", ")));
    }
    if (!fit.identifiable()) {
      out.printf(
          "not identifiable: %d levels over a factor of %s; expected at least %d over %s%n",
          fit.levels(),
          Format.number(fit.range()),
          UslFit.LEAST_LEVELS,
          Format.number(UslFit.LEAST_RANGE));
    }
    if (fit.superlinear()) {
      out.println("superlinear: throughput grows faster than n somewhere; look at the small n");
    }
    out.printf(
        "says nothing beyond n = %s%n",
        Format.number(UslFit.FURTHEST * Arrays.stream(points.n()).max().orElse(0)));
  }

  private static void row(
      PrintWriter out, String name, double value, UslFit.@Nullable Estimate estimate) {
    out.printf(
        "%-8s %12s%s%n",
        name,
        digits(value),
        estimate == null || Double.isNaN(estimate.low())
            ? ""
            : "   95 %: " + digits(estimate.low()) + " to " + digits(estimate.high()));
  }

  private static String digits(double value) {
    return Double.isInfinite(value) ? "open" : String.format(Locale.ROOT, "%.5g", value);
  }
}
