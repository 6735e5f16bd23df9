package dev.headroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headroom.app.serve.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `headroom slo`: checks files without a server, and brings them into one and out again.
@Timeout(300)
final class SloCommandE2eTest {
  private static final String SLO =
      """
      apiVersion: openslo/v1
      kind: SLO
      metadata:
        name: cart-availability
      spec:
        service: cart
        indicatorRef: cart-works
        timeWindow:
          - duration: 28d
            isRolling: true
        budgetingMethod: Occurrences
        objectives:
          - target: 0.999
      """;

  private static final String SLI =
      """
      apiVersion: openslo/v1
      kind: SLI
      metadata:
        name: cart-works
      spec:
        ratioMetric:
          rawType: success
          raw:
            metricSource:
              type: headroom
              spec:
                bad: failed
      """;

  @Test
  void validatesWithoutAServer(@TempDir Path directory) throws IOException {
    Path slo = Files.writeString(directory.resolve("slo.yaml"), SLO);
    Path sli = Files.writeString(directory.resolve("sli.yaml"), SLI);

    Cli good = Cli.run("slo", "validate", slo.toString(), sli.toString());
    assertThat(good.code()).as(good.out() + good.err()).isZero();
    assertThat(good.out())
        .isEqualToNormalizingNewlines("2 documents, 1 SLO, 0 errors, 0 warnings\n");
    assertThat(Cli.run("slo", "validate", directory.toString()).out()).isEqualTo(good.out());

    Cli bad = Cli.run("slo", "validate", slo.toString());
    assertThat(bad.code()).isEqualTo(1);
    assertThat(bad.out())
        .isEqualToNormalizingNewlines(
            slo
                + ":7:17 spec.indicatorRef: is 'cart-works', but there is no SLI of that name;"
                + " expected the name of one\n1 document, 0 SLOs, 1 error, 0 warnings\n");

    Cli json = Cli.run("slo", "validate", "--json", slo.toString());
    JsonNode view = new JsonMapper().readTree(json.out());
    assertThat(json.code()).isEqualTo(1);
    assertThat(view.path("valid").asBoolean(true)).isFalse();
    assertThat(view.at("/problems/0/line").asInt()).isEqualTo(7);
    assertThat(view.at("/problems/0/field").asText()).isEqualTo("spec.indicatorRef");

    assertThat(Cli.run("slo", "validate", directory.resolve("none").toString()).code())
        .isEqualTo(2);
  }

  @Test
  void bringsDocumentsInAndOut(@TempDir Path data, @TempDir Path directory) throws Exception {
    Path slo = Files.writeString(directory.resolve("slo.yaml"), SLO);
    Path sli = Files.writeString(directory.resolve("sli.yaml"), SLI);
    try (RunningHeadroom headroom = RunningHeadroom.start(data)) {
      String server = headroom.pages().toString();
      Cli refused = Cli.run("slo", "apply", slo.toString(), "--server", server);
      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.out())
          .startsWith(slo + ":7:17 spec.indicatorRef: is 'cart-works'")
          .contains("nothing was changed");

      Cli dry =
          Cli.run("slo", "apply", "--dry-run", sli.toString(), slo.toString(), "--server", server);
      assertThat(dry.out())
          .isEqualToNormalizingNewlines(
              "SLI 'cart-works' would be created\nSLO 'cart-availability' would be created\n");
      assertThat(Cli.run("slo", "export", "--server", server).out()).isEmpty();

      Cli applied = Cli.run("slo", "apply", sli.toString(), slo.toString(), "--server", server);
      assertThat(applied.code()).as(applied.out() + applied.err()).isZero();
      assertThat(applied.out())
          .isEqualToNormalizingNewlines(
              "SLI 'cart-works' created\nSLO 'cart-availability' created\n");
      assertThat(Cli.run("slo", "export", "--server", server).out()).isEqualTo(SLI + "---\n" + SLO);

      Path out = directory.resolve("out");
      Cli files = Cli.run("slo", "export", "--output", out.toString(), "--server", server);
      assertThat(files.code()).as(files.err()).isZero();
      assertThat(out.resolve("slo-cart-availability.yaml")).hasContent(SLO);
      assertThat(out.resolve("sli-cart-works.yaml")).hasContent(SLI);
      assertThat(Cli.run("slo", "apply", out.toString(), "--server", server).out())
          .contains("SLO 'cart-availability' unchanged");
      assertThat(headroom.json("/api/slo-problems").path("problems")).isEmpty();

      Cli needed = Cli.run("slo", "delete", "cart-works", "--kind", "SLI", "--server", server);
      assertThat(needed.code()).isEqualTo(1);
      assertThat(needed.err()).contains("SLI 'cart-works' is still needed");
    }
    try (RunningHeadroom again = RunningHeadroom.start(data)) {
      String server = again.pages().toString();
      Cli unknown = Cli.run("slo", "delete", "cart", "--server", server);
      assertThat(unknown.code()).isEqualTo(1);
      assertThat(unknown.err()).contains("unknown SLO 'cart'");
      assertThat(Cli.run("slo", "delete", "cart-availability", "--server", server).out())
          .isEqualToNormalizingNewlines("SLO 'cart-availability' deleted\n");
      assertThat(again.get("/api/slo-documents?kind=SLO").body()).isEmpty();
    }
  }

  @Test
  void documentsOfFilesAreChangedThere(@TempDir Path data, @TempDir Path directory)
      throws Exception {
    Path slos = Files.createDirectories(directory.resolve("slos"));
    Files.writeString(slos.resolve("all.yaml"), SLI + "---\n" + SLO);
    Path changed = Files.writeString(directory.resolve("slo.yaml"), SLO.replace("0.999", "0.9"));
    try (RunningHeadroom headroom =
        RunningHeadroom.start(
            data, Map.of(Setting.SLO_DIR, slos.toString()), InstantSource.system())) {
      String server = headroom.pages().toString();
      assertThat(Cli.run("slo", "export", "--server", server).out()).contains("target: 0.999");
      Cli refused = Cli.run("slo", "apply", changed.toString(), "--server", server);
      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.err())
          .contains("SLO 'cart-availability' is declared in the file 'all.yaml'");
    }
  }
}
