package dev.headroom.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Test runs in files: in one every answer of the stock costs five queries, in the other one.
@Timeout(120)
final class CheckCommandTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final ShopTraffic SHOP =
      new ShopTraffic(Instant.parse("2025-03-01T10:00:00Z"), Instant.parse("2025-03-01T10:05:00Z"));

  @TempDir private static Path directory;

  private static String repeated;
  private static String single;

  @BeforeAll
  static void write() throws IOException {
    repeated = file("repeated.pb", SHOP.file(ShopTraffic.ORDERS, ShopTraffic.QUERIES));
    single = file("single.pb", SHOP.file(ShopTraffic.ORDERS, 1));
  }

  private static String file(String name, byte[] content) throws IOException {
    return Files.write(directory.resolve(name), content).toString();
  }

  private static JsonNode ofRepeats(JsonNode view) {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode judged : view.path("findings")) {
      if (judged.at("/finding/analysis").asText().equals("n-plus-one")) {
        found.add(judged);
      }
    }
    assertThat(found).as(view.toString()).hasSize(1);
    return found.getFirst();
  }

  @Test
  void aNewTroubleFailsAndIsNamed() {
    Cli run = Cli.run("check", "--import", repeated, "--baseline", single);
    assertThat(run.code()).as(run.out() + run.err()).isEqualTo(1);
    assertThat(run.out())
        .startsWith("NEW ")
        .contains("n-plus-one  stock GET /stock", ShopTraffic.QUERIES + " times")
        .contains("rule: ", "traces: 5e0f", "remedy: ")
        .contains("run: 40 traces of 1 route from 2025-03-01T10:00:00Z to 2025-03-01T10:01:00Z")
        .contains("run: could not be told without metrics (shop, stock): ")
        .contains("failed: 1 new or worse at or above minor");
  }

  @Test
  void theSameInBothIsKnown() throws IOException {
    Cli run = Cli.run("check", "--import", repeated, "--baseline", repeated, "--format", "json");
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    JsonNode view = JSON.readTree(run.out());
    assertThat(view.path("passed").asBoolean()).isTrue();
    assertThat(ofRepeats(view).path("state").asText()).isEqualTo("KNOWN");
  }

  @Test
  void whatWasRemovedIsGone() throws IOException {
    Cli run = Cli.run("check", "--import", single, "--baseline", repeated, "--format", "json");
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(ofRepeats(JSON.readTree(run.out())).path("state").asText()).isEqualTo("GONE");
  }

  @Test
  void whatARunDoesNotExerciseIsNotGone() throws IOException {
    String findings = directory.resolve("elsewhere.json").toString();
    save(findings);
    Path file = Path.of(findings);
    Files.writeString(file, Files.readString(file).replace("\"stock\"", "\"cellar\""));
    Cli run =
        Cli.run("check", "--import", single, "--baseline-findings", findings, "--format", "json");
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(ofRepeats(JSON.readTree(run.out())).path("state").asText()).isEqualTo("UNTOLD");
  }

  private static void save(String findings) {
    Cli saved = Cli.run("check", "--import", repeated, "--save-findings", findings);
    assertThat(saved.code()).as(saved.err()).isEqualTo(1);
    assertThat(saved.out()).contains("no baseline: everything that was found is new");
  }

  @Test
  void savedFindingsAreABaselineAndMoreSevereOnesAreNew() throws IOException {
    String findings = directory.resolve("findings.json").toString();
    save(findings);
    Cli same = Cli.run("check", "--import", repeated, "--baseline-findings", findings);
    assertThat(same.code()).as(same.out() + same.err()).isZero();
    assertThat(same.out()).startsWith("KNOWN ").contains("passed: nothing new");

    Path file = Path.of(findings);
    String milder = Files.readString(file).replaceAll("\"(MINOR|MAJOR)\"", "\"WATCH\"");
    Files.writeString(file, milder);
    Cli worse = Cli.run("check", "--import", repeated, "--baseline-findings", findings);
    assertThat(worse.code()).as(worse.out() + worse.err()).isEqualTo(1);
    assertThat(worse.out()).startsWith("WORSE ");
  }

  @Test
  void onlyWhatIsSevereEnoughOrAskedForFails() {
    Cli mild = Cli.run("check", "--import", repeated, "--fail-on", "critical");
    assertThat(mild.code()).as(mild.out() + mild.err()).isZero();
    assertThat(mild.out()).startsWith("NEW ").contains("passed: nothing new at or above critical");
    Cli other = Cli.run("check", "--import", repeated, "--analysis", "fan-out-tail");
    assertThat(other.code()).as(other.out() + other.err()).isZero();
    assertThat(other.out()).doesNotContain("n-plus-one");
  }

  @Test
  void silenceAboutFewTracesIsSaid() throws IOException {
    String few = file("few.pb", SHOP.file(4, ShopTraffic.QUERIES));
    Cli run = Cli.run("check", "--import", few);
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(run.out())
        .contains("run: too few to tell much: 4 traces of shop " + ShopTraffic.ROUTE);
  }

  @Test
  void exportsSarifWithTheStateAgainstTheBaseline() throws IOException {
    Cli run = Cli.run("check", "--import", repeated, "--baseline", single, "--format", "sarif");
    assertThat(run.code()).isEqualTo(1);
    JsonNode log = JSON.readTree(run.out());
    assertThat(log.path("version").asText()).isEqualTo("2.1.0");
    JsonNode result = log.at("/runs/0/results/0");
    assertThat(result.path("ruleId").asText()).isEqualTo("n-plus-one");
    assertThat(result.path("baselineState").asText()).isEqualTo("new");
    int rule = result.path("ruleIndex").asInt();
    assertThat(log.at("/runs/0/tool/driver/rules/" + rule + "/id").asText())
        .isEqualTo("n-plus-one");
    assertThat(result.at("/locations/0/logicalLocations/0/fullyQualifiedName").asText())
        .isEqualTo("stock/GET /stock");
  }

  @Test
  void exportsMarkdown() {
    Cli run = Cli.run("check", "--import", repeated, "--baseline", single, "--format", "markdown");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .startsWith("# Headroom check\n\nfailed: 1 new")
        .contains("n-plus-one in stock GET /stock", "- remedy: ", "## Looked at");
  }

  @Test
  void badInputIsNamed() throws IOException {
    String empty = file("empty.json", new byte[0]);
    refused(empty + ": holds no telemetry", "--import", empty);
    refused("no such file", "--import", directory.resolve("absent.json").toString());
    refused("neither JSON nor OTLP", "--import", file("noise.bin", "noise".getBytes(UTF_8)));
    refused(empty + ": holds no telemetry", "--import", single, "--baseline", empty);
    refused("has no list 'findings'", "--import", single, "--baseline-findings", braces());
    String torn = file("torn.json", "{\"findings\": [".getBytes(UTF_8));
    refused(torn + ": no JSON", "--import", single, "--baseline-findings", torn);
    refused("--fail-on is 'bad'", "--import", single, "--fail-on", "bad");
    refused("--format is 'xml'", "--import", single, "--format", "xml");
    refused("did you mean 'n-plus-one'", "--import", single, "--analysis", "n-plus-on");
    refused("Missing required option", "--baseline", single);
  }

  private static String braces() throws IOException {
    return file("braces.json", "{}".getBytes(UTF_8));
  }

  private static void refused(String message, String... arguments) {
    List<String> all = new ArrayList<>(List.of("check"));
    all.addAll(List.of(arguments));
    Cli run = Cli.run(all.toArray(String[]::new));
    assertThat(run.code()).as(run.out() + run.err()).isEqualTo(2);
    assertThat(run.err()).contains(message);
    assertThat(run.err().toLowerCase(Locale.ROOT)).doesNotContain("exception");
  }
}
