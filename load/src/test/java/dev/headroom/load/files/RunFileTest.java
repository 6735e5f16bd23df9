package dev.headroom.load.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.load.result.RunJson;
import dev.headroom.load.result.RunRecord;
import dev.headroom.load.run.RunResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RunFileTest {
  @TempDir private Path directory;

  static String sample(String name) {
    try (InputStream in = RunFileTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(name, e);
    }
  }

  @Test
  void k6PointsAreRequestsThatEndAtTheirTime() {
    RunRecord run = RunFile.read("k6.json", sample("k6.json"));
    RunResult result = run.result();
    assertThat(run.source()).isEqualTo("k6");
    assertThat(run.target()).isEqualTo("http://127.0.0.1:8080/");
    assertThat(result.started()).isEqualTo(Instant.parse("2026-11-25T08:59:59.999500Z"));
    assertThat(result.step().offered()).isEqualTo(3);
    assertThat(result.step().failed()).isEqualTo(1);
    assertThat(result.statuses()).containsEntry(200, 2L).containsEntry(503, 1L);
    assertThat(result.failures()).containsEntry("status 503", 1L);
    assertThat(millis(result, 50)).isCloseTo(120.5, within(0.2));
    assertThat(result.step().length()).isEqualTo(Duration.ofNanos(1_930_500_000));
    assertThat(result.seconds()).hasSize(2);
    assertThat(result.seconds().getFirst().completedPerSecond()).isEqualTo(2);
    assertThat(result.seconds().getLast().failedPerSecond()).isEqualTo(1);
  }

  @Test
  void jmeterSamplesStartAtTheirTime() {
    RunRecord run = RunFile.read("jmeter.csv", sample("jmeter.csv"));
    RunResult result = run.result();
    assertThat(run.source()).isEqualTo("jmeter");
    assertThat(result.started()).isEqualTo(Instant.ofEpochMilli(1_764_064_800_000L));
    assertThat(result.step().completed()).isEqualTo(2);
    assertThat(result.step().failed()).isEqualTo(2);
    assertThat(result.parts())
        .extracting(RunResult.Part::name)
        .containsExactly("Home", "Search, simple");
    assertThat(result.failures())
        .containsKey("Test failed: code expected to equal \"200\"")
        .containsKey("Non HTTP response message: Read timed out");
    assertThat(result.step().length()).isEqualTo(Duration.ofMillis(2_600));
    assertThat(result.seconds().get(1).inFlight()).isEqualTo(1);
  }

  @Test
  void vegetaResults() {
    RunResult result = RunFile.read("v.json", sample("vegeta.json")).result();
    assertThat(result.step().failed()).isEqualTo(1);
    assertThat(result.failures().firstKey()).contains("connection refused");
    assertThat(millis(result, 100)).isCloseTo(410.25, within(0.5));
  }

  @Test
  void aDistributionHasNoCourse() {
    RunResult result = RunFile.read("wrk2.hgrm", sample("wrk2.hgrm")).result();
    assertThat(result.step().completed()).isEqualTo(100);
    assertThat(millis(result, 50)).isCloseTo(2, within(0.01));
    assertThat(millis(result, 99)).isCloseTo(20, within(0.05));
    assertThat(millis(result, 100)).isCloseTo(55, within(0.1));
    assertThat(result.seconds()).isEmpty();
  }

  private static double millis(RunResult result, double percentile) {
    return result.step().fromIntended().getValueAtPercentile(percentile) / 1e6;
  }

  @Test
  void aRunThatWasImportedCanBeWrittenAndReadBack() throws IOException {
    RunRecord run = RunFile.read("k6.json", sample("k6.json"));
    Path file = Files.writeString(directory.resolve("run.json"), RunJson.write(run));
    RunRecord again = RunFile.read(file);
    assertThat(again.source()).isEqualTo("k6");
    assertThat(again.result().seconds()).isEqualTo(run.result().seconds());
    assertThat(again.result().step().fromIntended()).isEqualTo(run.result().step().fromIntended());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "k6.json | 120.5 | \"fast\" | k6.json:4 is a point whose value is 'fast'; expected"
            + " milliseconds",
        "k6.json | 2026-11-25T10:00:00.52 | today | k6.json:5 is a request at 'today",
        "k6.json | 120.5 | -3 | k6.json:4 is a request of -3000000.0 ns; expected 0 up to an hour",
        "jmeter.csv | ,120, | ,soon, | jmeter.csv:2 is a sample whose elapsed is 'soon'; expected"
            + " whole milliseconds",
        "jmeter.csv | elapsed | took | jmeter.csv:1 is a header without 'elapsed'",
        "vegeta.json | 120500000 | null | vegeta.json:1 is a result whose latency is 'null'",
        "wrk2.hgrm | 9.000 | many | wrk2.hgrm:6 is a row with 'many'; expected a number",
        "wrk2.hgrm | 90        10.00 | 9 10.00 | wrk2.hgrm:6 is a count of 9; expected at least",
      })
  void whatIsWrongIsNamedWithItsLine(String name, String part, String instead, String told) {
    String text = sample(name).replaceFirst(Pattern.quote(part), instead);
    assertThatThrownBy(() -> RunFile.read(name, text))
        .isInstanceOf(HeadroomException.class)
        .hasMessageStartingWith(told);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\n\n", "hello", "<?xml version=\"1.0\"?><testResults>", "{}", "{\"form\":1}"})
  void whatIsNoResultIsRefused(String text) {
    assertThatThrownBy(() -> RunFile.read("x", text))
        .isInstanceOf(HeadroomException.class)
        .hasMessageContaining("expected");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> RunFile.read(directory.resolve("none.json")))
        .isInstanceOf(HeadroomException.class)
        .extracting(e -> ((HeadroomException) e).code())
        .isEqualTo(ErrorCode.INVALID);
  }

  @Test
  void aLineWithoutEndIsRefusedBeforeItFillsTheMemory() {
    String text = "{\"metric\":\"x\",\"type\":\"" + "a".repeat(2_000_000);
    assertThatThrownBy(() -> RunFile.read("x", text))
        .hasMessageContaining("x:1 is longer than a million characters");
  }
}
