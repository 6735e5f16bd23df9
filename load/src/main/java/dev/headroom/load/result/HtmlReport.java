package dev.headroom.load.result;

import dev.headroom.load.run.RunResult;
import dev.headroom.load.run.StepResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/// A run as a page in one file: it loads nothing, works without script, in light and dark.
public final class HtmlReport {
  private static final double[] QUANTILES = {50, 75, 90, 95, 99, 99.9, 99.99, 100};

  /// Share that lies beyond each point of the percentile chart: ten per decade, down to 1 in 100
  /// 000.
  private static final int DECADES = 5;

  private static final int PER_DECADE = 20;

  /// Seconds between two marks of the time axis.
  private static final double[] STEPS = {
    1, 2, 5, 10, 20, 60, 120, 300, 600, 1800, 3600, 7200, 14_400
  };

  private static final int MOST_TICKS = 12;

  private final StringBuilder page = new StringBuilder();

  private HtmlReport() {}

  /// The document.
  public static String of(RunRecord run) {
    HtmlReport report = new HtmlReport();
    report.page.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    report.page.append(
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    report.page.append("<title>").append(Markup.escaped("Load on " + run.target()));
    report.page.append("</title>\n<style>\n").append(sheet()).append("</style>\n</head>\n<body>\n");
    report.head(run);
    report.tiles(run.result().step());
    report.thresholds(run.verdicts());
    report.course(run.result());
    report.percentiles(run.result().step());
    report.parts(run.result());
    report.counts("Statuses", "status", run.result().statuses());
    report.counts("What went wrong", "failure", run.result().failures());
    report.page.append("</body>\n</html>\n");
    return report.page.toString();
  }

  private static String sheet() {
    try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new IllegalStateException("report.css is missing from the application");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("report.css cannot be read", e);
    }
  }

  private void head(RunRecord run) {
    RunResult result = run.result();
    boolean isVoid = !result.voidReasons().isEmpty();
    page.append("<header>\n<h1>").append(Markup.escaped("Load on " + run.target()));
    if (run.failed()) {
      page.append(" <span class=\"badge bad\">failed</span>");
    } else if (!run.verdicts().isEmpty()) {
      page.append(" <span class=\"badge good\">thresholds hold</span>");
    }
    if (isVoid) {
      page.append(" <span class=\"badge warn\">void</span>");
    }
    if (result.partial()) {
      page.append(" <span class=\"badge warn\">partial</span>");
    }
    page.append("</h1>\n<p class=\"sub\">");
    page.append(
        Markup.escaped(
            run.load()
                + " · "
                + Words.length(result.step().length())
                + " measured after "
                + Words.length(result.warmUp())
                + " of warm-up · started "
                + result.started()
                + " · run "
                + result.id()));
    page.append("</p>\n");
    switch (result.end()) {
      case RunResult.End.Complete _ -> {}
      case RunResult.End.Stopped _ -> note("warn", "Stopped before its end.");
      case RunResult.End.Aborted aborted -> note("bad", "Given up: " + aborted.reason() + ".");
    }
    result
        .voidReasons()
        .forEach(reason -> note("warn", "Void, says more about the generator: " + reason + "."));
    page.append("</header>\n");
  }

  private void note(String kind, String text) {
    page.append("<p class=\"note ").append(kind).append("\">").append(Markup.escaped(text));
    page.append("</p>\n");
  }

  private void tiles(StepResult step) {
    double seconds = step.length().toNanos() / 1e9;
    Histogram times = step.fromIntended();
    page.append("<div class=\"tiles\">\n");
    tile(Words.rate(step.offered() / seconds), "offered");
    tile(Words.rate(step.completed() / seconds), "completed");
    tile(
        Words.share(step.offered() == 0 ? 0 : (double) step.failed() / step.offered()),
        "failed (" + step.failed() + ")");
    tile(quantile(times, 50), "p50 from intended time");
    tile(quantile(times, 99), "p99 from intended time");
    tile(quantile(times, 100), "longest");
    tile(quantile(step.lateness(), 99), "p99 lateness of generator");
    tile(Words.share(step.generatorCpu()), "of its core, busiest thread");
    page.append("</div>\n");
  }

  private void tile(String value, String name) {
    page.append("<div class=\"tile\"><b>").append(Markup.escaped(value)).append("</b><span>");
    page.append(Markup.escaped(name)).append("</span></div>\n");
  }

  private static String quantile(Histogram times, double quantile) {
    return times.getTotalCount() == 0 ? "–" : Words.time(times.getValueAtPercentile(quantile));
  }

  private void thresholds(List<RunRecord.Verdict> verdicts) {
    if (verdicts.isEmpty()) {
      return;
    }
    page.append("<section><h2>Thresholds</h2><div class=\"wide\"><table>\n");
    row("th", "fails if", "measured", "");
    for (RunRecord.Verdict verdict : verdicts) {
      row("td", verdict.threshold(), verdict.measured(), verdict.broken() ? "broken" : "ok");
    }
    page.append("</table></div></section>\n");
  }

  private void course(RunResult result) {
    List<RunResult.Point> points = result.seconds();
    if (points.isEmpty()) {
      return;
    }
    double end = points.getLast().elapsed().toNanos() / 1e9;
    double[] x = points.stream().mapToDouble(point -> point.elapsed().toNanos() / 1e9).toArray();
    double warmUp = result.warmUp().toNanos() / 1e9;
    LineChart latency =
        new LineChart("latency over time", 0, end, true, Words::time)
            .warmUpUntil(warmUp)
            .line(x, values(points, RunResult.Point::p50))
            .line(x, values(points, RunResult.Point::p95))
            .line(x, values(points, RunResult.Point::p99))
            .line(x, values(points, RunResult.Point::max));
    chart("Latency from intended time, by second", latency, end, "p50", "p95", "p99", "longest");
    LineChart rates =
        new LineChart("requests per second over time", 0, end, false, Words::rate)
            .warmUpUntil(warmUp)
            .line(x, values(points, RunResult.Point::offeredPerSecond))
            .line(x, values(points, RunResult.Point::completedPerSecond))
            .line(x, values(points, RunResult.Point::failedPerSecond));
    chart("Requests per second", rates, end, "offered", "completed", "failed");
    LineChart inFlight =
        new LineChart(
                "requests in flight over time",
                0,
                end,
                false,
                count -> count % 1 == 0 ? "" + Math.round(count) : "")
            .warmUpUntil(warmUp)
            .line(x, values(points, RunResult.Point::inFlight));
    chart(
        "In flight, at the end of each second", inFlight, end, "sent or waiting for a connection");
  }

  private static double[] values(
      List<RunResult.Point> points, ToDoubleFunction<RunResult.Point> value) {
    return points.stream().mapToDouble(value).toArray();
  }

  private void chart(String title, LineChart chart, double seconds, String... names) {
    double step = STEPS[0];
    for (int i = 1; i < STEPS.length && seconds / step > MOST_TICKS; i++) {
      step = STEPS[i];
    }
    for (double at = 0; at <= seconds; at += step) {
      chart.tick(at, step < 60 ? Math.round(at) + " s" : Math.round(at / 60) + " min");
    }
    section(title, chart, names);
  }

  private void section(String title, LineChart chart, String... names) {
    page.append("<section><h2>")
        .append(Markup.escaped(title))
        .append("</h2><div class=\"legend\">");
    for (int i = 0; i < names.length; i++) {
      page.append("<span><i class=\"k").append(i + 1).append("\"></i>");
      page.append(Markup.escaped(names[i])).append("</span>");
    }
    page.append("</div>\n").append(chart.svg()).append("</section>\n");
  }

  private void percentiles(StepResult step) {
    if (step.fromIntended().getTotalCount() == 0) {
      return;
    }
    LineChart chart = new LineChart("latency by percentile", 0, DECADES, true, Words::time);
    for (Histogram times : List.of(step.fromIntended(), step.fromSend(), step.lateness())) {
      // Beyond 1 in as many as there are, the longest would only be drawn again and again.
      double most = Math.min(DECADES, Math.log10(Math.max(2, times.getTotalCount())));
      int count = (int) Math.floor(most * PER_DECADE) + 1;
      double[] x = new double[count];
      double[] y = new double[count];
      for (int i = 0; i < count; i++) {
        x[i] = (double) i / PER_DECADE;
        y[i] = times.getValueAtPercentile(100 * (1 - Math.pow(10, -x[i])));
      }
      chart.line(x, y);
    }
    chart.tick(0, "shortest").tick(Math.log10(2), "p50").tick(1, "p90").tick(2, "p99");
    chart.tick(3, "p99.9").tick(4, "p99.99").tick(DECADES, "p99.999");
    section(
        "Latency by percentile",
        chart,
        "from intended time",
        "from sending",
        "lateness of generator");
    page.append("<section><h2>Percentiles</h2><div class=\"wide\"><table>\n");
    row("th", "", "mean", "p50", "p75", "p90", "p95", "p99", "p99.9", "p99.99", "longest");
    times("from intended time", step.fromIntended());
    times("from sending", step.fromSend());
    times("lateness of generator", step.lateness());
    page.append("</table></div></section>\n");
  }

  private void times(String name, Histogram times) {
    String[] cells = new String[QUANTILES.length + 2];
    cells[0] = name;
    cells[1] = times.getTotalCount() == 0 ? "–" : Words.time(times.getMean());
    for (int i = 0; i < QUANTILES.length; i++) {
      cells[i + 2] = quantile(times, QUANTILES[i]);
    }
    row("td", cells);
  }

  private void parts(RunResult result) {
    if (result.parts().size() < 2) {
      return;
    }
    page.append("<section><h2>Requests</h2><div class=\"wide\"><table>\n");
    row("th", "request", "completed", "failed", "p50", "p95", "p99", "longest");
    for (RunResult.Part part : result.parts()) {
      Histogram times = part.fromIntended();
      row(
          "td",
          part.name(),
          "" + part.completed(),
          "" + part.failed(),
          quantile(times, 50),
          quantile(times, 95),
          quantile(times, 99),
          quantile(times, 100));
    }
    page.append("</table></div></section>\n");
  }

  private void counts(String title, String name, Map<?, Long> counts) {
    if (counts.isEmpty()) {
      return;
    }
    page.append("<section><h2>").append(title).append("</h2><div class=\"wide\"><table>\n");
    row("th", name, "count");
    counts.forEach((what, count) -> row("td", "" + what, "" + count));
    page.append("</table></div></section>\n");
  }

  private void row(String cell, String... cells) {
    page.append("<tr>");
    for (String text : cells) {
      page.append('<').append(cell).append('>').append(Markup.escaped(text));
      page.append("</").append(cell).append('>');
    }
    page.append("</tr>\n");
  }
}
