package dev.headroom.load.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.base.HeadroomException;
import dev.headroom.load.arrival.RateFunction;
import dev.headroom.load.arrival.Spacing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlanFileTest {
  private static final String SCENARIO =
      """
      target: http://shop.test:8080
      scenarios:
        s:
          requests:
            - get: /a
      """;

  @TempDir private Path directory;

  @Test
  void readsEverythingThatOptionsCanSay() throws IOException {
    PlanFile plan =
        read(
            SCENARIO
                + """
                steps: [100, 200, 12000/m]
                step-length: 20s
                arrivals: even
                duration: 1m
                warm-up: 0
                slow: 250ms
                seed: 9
                abort: {errors: 20%, over: 2s, least: 5}
                fail-if: [p99.9 > 300ms, 'errors>1%', completed < 90]
                """);
    assertThat(plan.target()).isEqualTo(new Target(false, "shop.test", 8080, "/"));
    assertThat(plan.load())
        .isEqualTo(
            new PlanFile.Load.Rate(
                null,
                null,
                new RateFunction.Stairs(List.of(100.0, 200.0, 200.0), Duration.ofSeconds(20))));
    assertThat(plan.spacing()).isEqualTo(Spacing.EVEN);
    assertThat(plan.duration()).isEqualTo(Duration.ofMinutes(1));
    assertThat(plan.warmUp()).isEqualTo(Duration.ZERO);
    assertThat(plan.slow()).isEqualTo(Duration.ofMillis(250));
    assertThat(plan.seed()).isEqualTo(9);
    assertThat(plan.abort()).isEqualTo(new Abort(0.2, Duration.ofSeconds(2), 5));
    assertThat(plan.thresholds())
        .extracting(Threshold::measure)
        .containsExactly(
            Threshold.Measure.LATENCY, Threshold.Measure.ERRORS, Threshold.Measure.COMPLETED);
    assertThat(plan.thresholds().getFirst().quantile())
        .isEqualTo(0.999, org.assertj.core.api.Assertions.within(1e-12));
    assertThat(plan.thresholds().getFirst().value()).isEqualTo(300e6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rate: fast | rate is 'fast'; expected requests per second",
        "rates: 5 | key is 'rates'; expected one of target, rate,",
        "duration: 30 | duration is '30'; expected a number and a unit",
        "arrivals: random | arrivals is 'random'; expected poisson or even",
        "fail-if: p99 >= 3 | fail-if is 'p99 >= 3'; expected one of p50",
        "fail-if: p99 > 3 | fail-if is '3'; expected a number and a unit",
        "abort: {errors: 120%} | abort.errors is '120%'; expected a share",
        "users: many | users is '\"many\"'; expected a whole number",
        "seed: 1.5 | seed is '1.5'; expected a whole number",
        "feeds: {p: {file: none.csv}} | feeds.p.file 'none.csv' cannot be read",
        "headers: {te: x} | headers is 'te'; expected another header",
        "headers: {A: '${x}'} | headers.A is '${x}'; expected a variable of a feed",
      })
  void mistakesNameTheirField(String line, String message) {
    assertThatThrownBy(() -> read(SCENARIO + line + "\n"))
        .isInstanceOf(HeadroomException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "get: a | scenarios.s.requests[1].get is 'a'; expected a path of the target",
        "name: x | scenarios.s.requests[1] is '{\"name\":\"x\"}'; expected one of get,",
        "{get: /a, post: /b} | expected one of get,",
        "{get: /a, think: 5x} | scenarios.s.requests[1].think is '5x'",
        "{get: /a, think: 5s..1s} | think is 'PT5S..PT1S'; expected two times",
        "{get: '/${b}'} | scenarios.s.requests[1].get is '/${b}'; expected a variable",
        "{get: /a, checks: {status: 99}} | requests[1].checks.status is '99'; expected 200",
        "{get: /a, checks: {json: {id: 1}}} | checks.json is 'id'; expected a JSON pointer",
        "{get: /a, captures: {x: {regex: '('}}} | captures.x.regex is '('; expected a regular",
        "{get: /a, captures: {x: {}}} | captures.x.header is ''; expected one of json",
        "{get: /a, boddy: x} | requests[1].key is 'boddy'; expected one of name, get",
        "{grpc: /a, message: '*'} | requests[1].message is '*'; expected a message in protobuf",
      })
  void mistakesOfRequestsToo(String request, String message) {
    String line = request.startsWith("{") ? request : "{" + request + "}";
    assertThatThrownBy(() -> read(SCENARIO + "      - " + line + "\n"))
        .isInstanceOf(HeadroomException.class)
        .hasMessageContaining(message);
  }

  @Test
  void targetsMustBeAllowed() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("targets"), "# ours\nhttp://test.shop:80/ # staging\n\n");
    AllowedTargets allowed = AllowedTargets.of(List.of("https://other.test"), file);
    allowed.check(Target.of("t", "http://TEST.shop/a?b"));
    allowed.check(Target.of("t", "https://other.test:443/x"));
    for (String other : List.of("https://test.shop", "http://test.shop:81", "http://prod.shop")) {
      assertThatThrownBy(() -> allowed.check(Target.of("t", other)))
          .isInstanceOf(HeadroomException.class)
          .hasMessageContaining("target is '" + other)
          .hasMessageContaining("listed: http://test.shop, https://other.test");
    }
    assertThatThrownBy(() -> AllowedTargets.of(List.of(), directory.resolve("none")))
        .hasMessageContaining("cannot be read");
  }

  @Test
  void capsHoldUnlessRaised() throws IOException {
    PlanFile file = read(SCENARIO);
    LoadPlan plan =
        new LoadPlan(
            file.target(),
            new LoadModel.Open(
                new RateFunction.Ramp(10, 2000, Duration.ofSeconds(100)), Spacing.EVEN),
            file.scenarios(),
            List.of(),
            List.of(),
            Duration.ofSeconds(90),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            1,
            Abort.USUAL,
            List.of());
    new Caps(2000, 1, Duration.ofSeconds(100)).check(plan);
    assertThatThrownBy(() -> Caps.USUAL.check(plan))
        .hasMessage("rate is '2000.0'; expected at most 1000.0 per second, or a higher --max-rate");
    assertThatThrownBy(() -> new Caps(2000, 1, Duration.ofSeconds(99)).check(plan))
        .hasMessageContaining("duration with warm-up is '100.0 s'; expected at most 99.0 s");
  }

  private PlanFile read(String yaml) throws IOException {
    return PlanFile.read(Files.writeString(directory.resolve("plan.yaml"), yaml), null);
  }
}
