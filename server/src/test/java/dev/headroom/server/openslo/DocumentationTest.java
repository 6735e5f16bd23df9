package dev.headroom.server.openslo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.base.ServiceName;
import dev.headroom.rollup.SliSpec;
import dev.headroom.rollup.SliSpec.Failures;
import dev.headroom.slo.Budgeting;
import dev.headroom.slo.BurnRule;
import dev.headroom.slo.Indicator;
import dev.headroom.slo.Indicator.Comparison;
import dev.headroom.slo.Indicator.Part;
import dev.headroom.slo.MetricQuery;
import dev.headroom.slo.MetricQuery.Aggregation;
import dev.headroom.slo.Objective;
import dev.headroom.slo.Period;
import dev.headroom.slo.Slo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The examples of docs/slo.md: each is right, means what the text beside it says, and survives
/// export.
final class DocumentationTest {
  private static final ServiceName CHECKOUT = new ServiceName("checkout");

  static List<String> examples() {
    try {
      String text = Files.readString(Path.of("..", "docs", "slo.md"));
      return Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
          .matcher(text)
          .results()
          .map(found -> found.group(1))
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static OpenSlo.Checked check(String yaml) {
    return OpenSlo.check(
        List.of(new OpenSlo.Text("slo.md", yaml.getBytes(StandardCharsets.UTF_8))),
        Rules::standard);
  }

  private static Slo slo(String name) {
    for (String example : examples()) {
      for (Slo slo : check(example).slos()) {
        if (slo.name().value().equals(name)) {
          return slo;
        }
      }
    }
    throw new AssertionError("no example declares " + name);
  }

  private static Indicator indicator(String slo, int objective) {
    return slo(slo).objectives().get(objective).indicator();
  }

  @Test
  void everyExampleIsRight() {
    assertThat(examples()).hasSizeGreaterThan(7);
    for (String example : examples()) {
      assertThat(check(example).problems()).as(example).isEmpty();
    }
  }

  @Test
  void everyExampleSurvivesExport() {
    for (String example : examples()) {
      Problems problems = new Problems();
      List<Document> documents =
          DocumentReader.read("a", example.getBytes(StandardCharsets.UTF_8), problems).documents();
      List<Document> again =
          DocumentReader.read(
                  "b", OpenSlo.yaml(documents).getBytes(StandardCharsets.UTF_8), problems)
              .documents();
      assertThat(again.stream().map(Document::json))
          .isEqualTo(documents.stream().map(Document::json).toList());
      assertThat(problems.sorted()).isEmpty();
    }
  }

  @Test
  void availability() {
    Slo slo = slo("checkout-availability");
    assertThat(slo.title()).isEqualTo("Orders are accepted");
    assertThat(slo.labels()).isEqualTo(Map.of("team", "payments", "tier", "1,gold"));
    assertThat(slo.runbook()).isEqualTo("https://wiki.example/checkout");
    assertThat(slo.period()).isEqualTo(new Period.Rolling(Duration.ofDays(28)));
    assertThat(slo.rules()).containsExactly(Rules.USUAL);
    assertThat(slo.objectives())
        .containsExactly(
            new Objective(
                "accepted",
                new Indicator.Counted(SliSpec.availability(CHECKOUT, "POST /orders")),
                0.999,
                new Budgeting.Occurrences(),
                1));
  }

  @Test
  void latency() {
    Slo slo = slo("checkout-latency");
    assertThat(slo.objectives().getFirst().indicator())
        .isEqualTo(new Indicator.Counted(SliSpec.latency(CHECKOUT, "POST /orders", 300_000_000)));
    assertThat(slo.period())
        .isEqualTo(
            new Period.Calendar(
                LocalDateTime.of(2026, 1, 1, 0, 0),
                1,
                ChronoUnit.MONTHS,
                ZoneId.of("Europe/Berlin")));

    List<Long> bounds = new ArrayList<>();
    for (Objective objective : slo("checkout-two-latencies").objectives()) {
      assertThat(objective.indicator()).isInstanceOf(Indicator.Counted.class);
      SliSpec.Bad bad = ((Indicator.Counted) objective.indicator()).spec().bad();
      assertThat(((SliSpec.Slower) bad).failures()).isEqualTo(Failures.BAD);
      bounds.add(((SliSpec.Slower) bad).thresholdNanos());
    }
    assertThat(bounds).containsExactly(300_000_000L, 2_000_000_000L);
  }

  @Test
  void throughputAndFreshness() {
    ServiceName importer = new ServiceName("importer");
    assertThat(indicator("importer-alive", 0))
        .isEqualTo(new Indicator.Throughput(importer, "import row", 100));
    assertThat(indicator("importer-alive", 1))
        .isEqualTo(new Indicator.Freshness(importer, "import row", Duration.ofMinutes(15)));
    Objective fresh = slo("importer-alive").objectives().get(1);
    assertThat(fresh.weight()).isEqualTo(3);
    assertThat(fresh.budgeting()).isEqualTo(new Budgeting.Timeslices(0.8, Duration.ofMinutes(10)));
  }

  @Test
  void metrics() {
    assertThat(indicator("mail-delivered", 0))
        .isEqualTo(
            new Indicator.Ratio(
                Part.BAD,
                new MetricQuery(
                    "mailer", "mails.sent", Map.of("outcome", "bounced"), Aggregation.INCREASE),
                new MetricQuery("mailer", "mails.sent", Map.of(), Aggregation.INCREASE)));
    assertThat(slo("mail-delivered").objectives().getFirst().budgeting())
        .isEqualTo(new Budgeting.RatioTimeslices(Duration.ofMinutes(5)));
    assertThat(indicator("heap-below-limit", 0))
        .isEqualTo(
            new Indicator.Threshold(
                new MetricQuery(
                    "checkout",
                    "jvm.memory.used",
                    Map.of("jvm.memory.type", "heap"),
                    Aggregation.MAX),
                Comparison.LT,
                900_000_000));
    assertThat(indicator("cache-hits", 0))
        .isEqualTo(
            new Indicator.RawRatio(
                Part.GOOD,
                new MetricQuery("catalog", "cache.hit.ratio", Map.of(), Aggregation.AVERAGE)));
  }

  @Test
  void dataSourcesAndServices() {
    assertThat(indicator("cart-availability", 0))
        .isEqualTo(
            new Indicator.Counted(
                new SliSpec(
                    new ServiceName("CartService"),
                    "",
                    "",
                    "",
                    "production",
                    "",
                    "",
                    "",
                    new SliSpec.Failed())));
  }

  @Test
  void alerts() {
    Slo slo = slo("search-availability");
    assertThat(slo.rules())
        .containsExactly(
            new BurnRule(
                "page-fast",
                BurnRule.Severity.PAGE,
                Duration.ofHours(1),
                Duration.ofMinutes(5),
                14.4,
                Duration.ofMinutes(2)));
    assertThat(slo.targets()).containsExactly("on-call");
  }
}
