package dev.headroom.server.openslo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.base.ServiceName;
import dev.headroom.rollup.SliSpec;
import dev.headroom.slo.Budgeting;
import dev.headroom.slo.BurnRule;
import dev.headroom.slo.BurnRule.Severity;
import dev.headroom.slo.Indicator;
import dev.headroom.slo.Indicator.Comparison;
import dev.headroom.slo.Indicator.Part;
import dev.headroom.slo.MetricQuery;
import dev.headroom.slo.MetricQuery.Aggregation;
import dev.headroom.slo.Objective;
import dev.headroom.slo.Period;
import dev.headroom.slo.Slo;
import dev.headroom.slo.SloName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What is written reads as what it was.
final class RoundTripTest {
  private static final int TREES = 3_000;
  private static final int SLOS = 1_000;

  private static List<Document> read(String text) {
    Problems problems = new Problems();
    List<Document> documents =
        DocumentReader.read("f", text.getBytes(StandardCharsets.UTF_8), problems).documents();
    assertThat(problems.sorted()).as(text).isEmpty();
    return documents;
  }

  @Test
  void anyTreeSurvivesYamlAndJson() {
    long seed = new Random().nextLong();
    for (int i = 0; i < TREES; i++) {
      Tree.Mapping tree = new RandomDocuments(seed + i).mapping(4);
      String json = TreeText.json(tree);
      String yaml = TreeText.yaml(tree);
      assertThat(read(yaml).stream().map(Document::json))
          .as("seed %d, YAML:%n%s", seed + i, yaml)
          .containsExactly(json);
      assertThat(read(json).stream().map(Document::json))
          .as("seed %d, JSON: %s", seed + i, json)
          .containsExactly(json);
    }
  }

  @Test
  void writesWhatPeopleLikeToRead() {
    String yaml =
        """
        apiVersion: openslo/v1
        kind: SLO
        metadata:
          name: cart
          labels:
            tier: ["1", gold]
        spec:
          description: |
            Two lines,
            both kept.
          service: cart
          operation: GET /cart/{id}
          window: 28d
          target: 0.9990
          on: "yes"
          empty: {}
        """;
    assertThat(TreeText.yaml(read(yaml).getFirst().root()))
        .isEqualTo(
            yaml.replace("tier: [\"1\", gold]", "tier:\n      - \"1\"\n      - gold")
                .replace("  on:", "  \"on\":"));
  }

  @Test
  void anchorsAndMergeKeysAreResolved() {
    assertThat(
            read("""
            base: &base {a: 1, b: [x]}
            one: {<<: *base, a: 2}
            two: *base
            """)
                .getFirst()
                .json())
        .isEqualTo(
            "{\"base\":{\"a\":1,\"b\":[\"x\"]},\"one\":{\"a\":2,\"b\":[\"x\"]},"
                + "\"two\":{\"a\":1,\"b\":[\"x\"]}}");
  }

  @Test
  void sloMadeInHeadroomReadsAsItself() {
    long seed = new Random().nextLong();
    for (int i = 0; i < SLOS; i++) {
      Slo slo = new RandomSlos(seed + i).slo();
      String yaml = OpenSlo.yaml(slo, Rules::standard);
      OpenSlo.Checked checked =
          OpenSlo.check(
              List.of(
                  new OpenSlo.Text(
                      "f", (yaml + "---\n" + RandomSlos.TARGET).getBytes(StandardCharsets.UTF_8))),
              Rules::standard);
      assertThat(checked.slos())
          .as("seed %d:%n%s%n%s", seed + i, yaml, checked.problems())
          .containsExactly(slo);
    }
  }

  /// SLOs of every sort.
  private static final class RandomSlos {
    static final String TARGET =
        "{apiVersion: openslo/v1, kind: AlertNotificationTarget, metadata: {name: t, annotations:"
            + " {headroom.dev/email: a@b.example}}, spec: {target: email}}";

    private final Random random;

    RandomSlos(long seed) {
      random = new Random(seed);
    }

    Slo slo() {
      List<Objective> objectives = new ArrayList<>();
      Budgeting budgeting = budgeting();
      for (int i = 0; i <= random.nextInt(3); i++) {
        objectives.add(
            new Objective(
                "objective-" + (i + 1),
                indicator(),
                0.5 + random.nextInt(499) / 1000.0,
                budgeting,
                random.nextBoolean() ? 1 : 0.25 + random.nextInt(8)));
      }
      List<BurnRule> rules =
          switch (random.nextInt(3)) {
            case 0 -> List.of();
            case 1 -> List.of(Rules.USUAL);
            default -> List.of(rule("fast"), rule("slow"));
          };
      boolean own = rules.size() == 2;
      return new Slo(
          new SloName("a.b-" + random.nextInt(10)),
          random.nextBoolean() ? "Title: 'odd' #1" : "ü",
          "line\nline",
          service(),
          Map.of("team", "x"),
          period(),
          objectives,
          rules,
          own && random.nextBoolean() ? List.of("t") : List.of(),
          "https://wiki.example/#a");
    }

    private ServiceName service() {
      return new ServiceName(random.nextBoolean() ? "cart" : "odd: name {1}");
    }

    private BurnRule rule(String name) {
      return new BurnRule(
          name,
          random.nextBoolean() ? Severity.PAGE : Severity.TICKET,
          Duration.ofMinutes(60 + random.nextInt(600)),
          Duration.ofMinutes(1 + random.nextInt(60)),
          0.5 + random.nextInt(150) / 100.0,
          Duration.ofMinutes(random.nextInt(3)));
    }

    private Period period() {
      ChronoUnit[] units = {ChronoUnit.DAYS, ChronoUnit.WEEKS, ChronoUnit.MONTHS, ChronoUnit.YEARS};
      return random.nextBoolean()
          ? new Period.Rolling(Duration.ofMinutes(60 + random.nextInt(100_000)))
          : new Period.Calendar(
              LocalDateTime.of(2020 + random.nextInt(9), 3, 4, 5, 6, 7),
              1 + random.nextInt(3),
              units[random.nextInt(units.length)],
              ZoneId.of("Asia/Kathmandu"));
    }

    private Budgeting budgeting() {
      return switch (random.nextInt(3)) {
        case 0 -> new Budgeting.Occurrences();
        case 1 -> new Budgeting.Timeslices(0.95, Duration.ofMinutes(5));
        default -> new Budgeting.RatioTimeslices(Duration.ofMinutes(60));
      };
    }

    private Indicator indicator() {
      return switch (random.nextInt(6)) {
        case 0 -> new Indicator.Counted(spec(new SliSpec.Failed()));
        case 1 ->
            new Indicator.Counted(
                spec(
                    new SliSpec.Slower(
                        1 + random.nextInt(2_000_000_000),
                        SliSpec.Failures.values()[random.nextInt(3)])));
        case 2 -> new Indicator.Ratio(part(), query(), query());
        case 3 -> new Indicator.RawRatio(part(), query());
        case 4 ->
            new Indicator.Threshold(
                query(), Comparison.values()[random.nextInt(4)], random.nextGaussian() * 1e9);
        default ->
            random.nextBoolean()
                ? new Indicator.Throughput(service(), "GET /", 1 + random.nextInt(900) / 8.0)
                : new Indicator.Freshness(
                    service(), "", Duration.ofMillis(1 + random.nextInt(1_000_000)));
      };
    }

    private SliSpec spec(SliSpec.Bad bad) {
      return new SliSpec(
          service(),
          some("GET /a{b}"),
          some("database:postgresql orders"),
          some("1.10"),
          some("prod"),
          some("t1"),
          some("gold"),
          some("yes"),
          bad);
    }

    private String some(String text) {
      return random.nextBoolean() ? text : "";
    }

    private Part part() {
      return random.nextBoolean() ? Part.GOOD : Part.BAD;
    }

    private MetricQuery query() {
      Aggregation[] all = Aggregation.values();
      return new MetricQuery(
          some("cart"), "jvm.memory.used", Map.of("a", "1"), all[random.nextInt(all.length)]);
    }
  }
}
