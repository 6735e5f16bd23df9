package dev.headroom.load.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.base.HeadroomException;
import dev.headroom.load.plan.Threshold;
import dev.headroom.load.run.RunResult;
import dev.headroom.load.run.Slice;
import dev.headroom.load.run.StepResult;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

final class RunJsonTest {
  static RunRecord run(RunResult.End end, List<Threshold> thresholds) {
    Histogram times = new Histogram(1, 3_600_000_000_000L, 3);
    for (int i = 1; i <= 1000; i++) {
      times.recordValue(i * 100_000L);
    }
    Histogram late = new Histogram(1, 3_600_000_000_000L, 3);
    late.recordValueWithCount(5_000, 1002);
    StepResult step =
        new StepResult(
            100,
            Duration.ofSeconds(10),
            times,
            times,
            late,
            1002,
            990,
            10,
            List.of(new Slice(Duration.ZERO, Duration.ofMillis(100), 11, 9, 1, 2, 1)),
            0.25,
            false);
    RunResult result =
        new RunResult(
            "run-1",
            Instant.parse("2026-11-25T10:00:00Z"),
            Duration.ofSeconds(5),
            step,
            new TreeMap<>(Map.of(200, 990L, 503, 8L)),
            new TreeMap<>(Map.of("not: status 200-399", 8L, "timed out", 2L)),
            List.of(
                new RunResult.Part("GET /<a>", 500, 4, times),
                new RunResult.Part("POST /b", 490, 6, times)),
            List.of(
                new RunResult.Point(
                    Duration.ofSeconds(1),
                    100,
                    98,
                    2,
                    3,
                    50_000_000,
                    95_000_000,
                    99_000_000,
                    100_000_000),
                new RunResult.Point(
                    Duration.ofSeconds(2),
                    101,
                    99,
                    0,
                    1,
                    40_000_000,
                    85_000_000,
                    89_000_000,
                    90_000_000)),
            7,
            0,
            12_345,
            end);
    return new RunRecord(
        "headroom",
        "http://127.0.0.1:8080/",
        "100/s, poisson arrivals",
        result,
        Judging.verdicts(result, thresholds));
  }

  @Test
  void whatIsWrittenIsReadBackWhole() {
    RunRecord run =
        run(
            new RunResult.End.Aborted("too \"many\" errors"),
            List.of(Threshold.of("f", "p99>90ms"), Threshold.of("f", "errors>5%")));
    RunRecord read = RunJson.read("file", RunJson.write(run));
    assertThat(read).isEqualTo(run);
    assertThat(read.verdicts())
        .containsExactly(
            new RunRecord.Verdict("p99>90ms", true, "99.0 ms"),
            new RunRecord.Verdict("errors>5%", false, "1.20 %"));
    assertThat(read.failed()).isTrue();
  }

  @Test
  void whatIsNoRunIsRefused() {
    for (String text : List.of("", "{}", "[1", "{\"form\": 2}", "{\"form\": 1, \"step\": {}}")) {
      assertThatThrownBy(() -> RunJson.read("x.json", text))
          .as(text)
          .isInstanceOf(HeadroomException.class)
          .hasMessageContaining("'x.json' is no run of form 1")
          .hasMessageContaining("expected what --out wrote");
    }
  }

  @Test
  void aRunFailsByThresholdsAbortAndDoubt() {
    RunResult.End complete = new RunResult.End.Complete();
    assertThat(run(complete, List.of()).failed()).isFalse();
    assertThat(run(complete, List.of(Threshold.of("f", "p50 < 60ms"))).failed()).isTrue();
    assertThat(run(complete, List.of(Threshold.of("f", "completed<98"))).failed()).isFalse();
    assertThat(run(new RunResult.End.Aborted("x"), List.of()).failed()).isTrue();
    assertThat(run(new RunResult.End.Stopped(), List.of()).failed()).isFalse();
  }

  @Test
  void junitXmlHasACaseForEachThreshold() throws Exception {
    String xml =
        JUnitXml.of(
            run(
                new RunResult.End.Complete(),
                List.of(Threshold.of("f", "p99>90ms"), Threshold.of("f", "errors>5%"))));
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(xml)));
    var suite = document.getDocumentElement();
    assertThat(suite.getAttribute("tests")).isEqualTo("4");
    assertThat(suite.getAttribute("failures")).isEqualTo("1");
    assertThat(document.getElementsByTagName("testcase").getLength()).isEqualTo(4);
    assertThat(
            document.getElementsByTagName("failure").item(0).getAttributes().item(0).getNodeValue())
        .isEqualTo("measured 99.0 ms");
  }

  @Test
  void histogramLogsAreReadByHdrHistogram(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("run.hlog");
    Instant start = Instant.parse("2026-11-25T10:00:00Z");
    Histogram times = new Histogram(1, 3_600_000_000_000L, 3);
    times.recordValue(12_000_000);
    times.recordValue(250_000_000);
    try (HistogramLog log = HistogramLog.create(file, "run-1", start)) {
      for (int second = 1; second <= 2; second++) {
        log.second(
            new dev.headroom.load.run.Progress.Second(
                Duration.ofSeconds(second),
                Duration.ofSeconds(2),
                false,
                Duration.ofSeconds(1),
                2,
                2,
                0,
                0,
                0,
                times,
                times));
      }
    }
    HistogramLogReader reader = new HistogramLogReader(Files.newInputStream(file));
    Histogram all = new Histogram(3);
    int intervals = 0;
    for (var next = reader.nextIntervalHistogram();
        next != null;
        next = reader.nextIntervalHistogram()) {
      intervals++;
      if (next.getTag().equals("from-intended")) {
        all.add((Histogram) next);
      }
    }
    assertThat(intervals).isEqualTo(4);
    assertThat(all.getTotalCount()).isEqualTo(4);
    assertThat(all.getMaxValue()).isBetween(249_000_000L, 251_000_000L);
    assertThat(reader.getStartTimeSec()).isEqualTo(start.getEpochSecond());
  }

  @Test
  void theSummaryTellsWhatMatters() {
    RunRecord run = run(new RunResult.End.Stopped(), List.of(Threshold.of("f", "p99>90ms")));
    assertThat(SummaryText.of(run))
        .contains("100/s, poisson arrivals → http://127.0.0.1:8080/, 10.0 s, run run-1")
        .contains("PARTIAL")
        .contains("offered 1002 (100/s), completed 990 (99.0/s), failed 10 (1.00 %), unfinished 2")
        .contains("200: 990, 503: 8")
        .contains("not: status 200-399: 8, timed out: 2")
        .contains("BROKEN p99>90ms, measured 99.0 ms");
  }
}
