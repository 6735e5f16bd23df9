package dev.headroom.app.load;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.load.result.HtmlReport;
import dev.headroom.load.result.JUnitXml;
import dev.headroom.load.result.RunJson;
import dev.headroom.load.result.RunRecord;
import dev.headroom.load.result.SummaryText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The forms in which the result of a run is told.
final class ReportOptions {
  @Option(names = "--json", description = "print the result as JSON")
  private boolean json;

  @Option(names = "--junit", paramLabel = "FILE", description = "write JUnit XML")
  private @Nullable Path junit;

  @Option(names = "--html", paramLabel = "FILE", description = "write a report with charts")
  private @Nullable Path html;

  /// Tells the result of a run.
  void write(RunRecord run, PrintWriter console) {
    if (junit != null) {
      save(junit, JUnitXml.of(run));
    }
    if (html != null) {
      save(html, HtmlReport.of(run));
    }
    console.println(json ? RunJson.write(run) : SummaryText.of(run).stripTrailing());
  }

  static void save(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new HeadroomException(
          ErrorCode.INVALID, "'" + file + "' cannot be written: " + e.getMessage(), e);
    }
  }
}
