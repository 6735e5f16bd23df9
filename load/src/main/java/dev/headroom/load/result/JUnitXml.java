package dev.headroom.load.result;

import dev.headroom.load.run.RunResult;
import java.util.Locale;

/// A run as JUnit XML, for pipelines: a test case for each threshold, one that tells whether the
/// run came to its end, and one that tells whether its numbers can be believed.
public final class JUnitXml {
  private final StringBuilder cases = new StringBuilder();
  private int tests;
  private int failures;

  private JUnitXml() {}

  /// The document.
  public static String of(RunRecord run) {
    JUnitXml xml = new JUnitXml();
    RunResult result = run.result();
    for (RunRecord.Verdict verdict : run.verdicts()) {
      xml.test(
          "not " + verdict.threshold(), verdict.broken() ? "measured " + verdict.measured() : null);
    }
    xml.test(
        "comes to its end",
        switch (result.end()) {
          case RunResult.End.Complete _ -> null;
          case RunResult.End.Stopped _ -> "stopped before its end";
          case RunResult.End.Aborted aborted -> aborted.reason();
        });
    xml.test(
        "generator was not the limit",
        result.voidReasons().isEmpty() ? null : String.join("; ", result.voidReasons()));
    double seconds = result.step().length().toNanos() / 1e9;
    return String.format(
        Locale.ROOT,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>%n"
            + "<testsuite name=\"%s\" tests=\"%d\" failures=\"%d\" errors=\"0\" skipped=\"0\""
            + " time=\"%.3f\" timestamp=\"%s\">%n%s  <system-out>%s</system-out>%n</testsuite>%n",
        Markup.escaped("headroom load " + run.target()),
        xml.tests,
        xml.failures,
        seconds,
        result.started(),
        xml.cases,
        Markup.escaped(SummaryText.of(run)));
  }

  private void test(String name, @org.jspecify.annotations.Nullable String failure) {
    tests++;
    cases.append("  <testcase classname=\"headroom.load\" name=\"");
    cases.append(Markup.escaped(name)).append('"');
    if (failure == null) {
      cases.append("/>\n");
      return;
    }
    failures++;
    cases.append("><failure message=\"").append(Markup.escaped(failure));
    cases.append("\"/></testcase>\n");
  }
}
