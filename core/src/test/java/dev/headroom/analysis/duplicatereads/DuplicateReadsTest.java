package dev.headroom.analysis.duplicatereads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.analysis.FakeView;
import dev.headroom.analysis.TraceBuilder;
import dev.headroom.finding.Edit;
import dev.headroom.finding.Finding;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

final class DuplicateReadsTest {
  private static final String USER = "SELECT name FROM users WHERE id = ?";

  private static List<Finding> analyze(int count, IntFunction<TraceBuilder> each) {
    return new DuplicateReads().analyze(new FakeView().traces(TraceBuilder.many(count, each)));
  }

  private static TraceBuilder read(TraceBuilder trace, int user, double from) {
    return trace
        .query("pg", USER, from, from + 10)
        .with("db.query.text", "SELECT name FROM users WHERE id = " + user);
  }

  private static TraceBuilder page() {
    return TraceBuilder.route("shop", "GET /", 100);
  }

  @Test
  void theSameRowReadAgainIsFound() {
    List<Finding> findings = analyze(20, i -> read(read(read(page(), i, 0), i, 20), i + 1_000, 40));

    assertThat(findings).hasSize(1);
    Finding finding = findings.getFirst();
    assertThat(finding.claim())
        .isEqualTo(
            "GET / of shop reads the same again in 100 % of the requests, 1 reads too many each,"
                + " which take 10 ms: "
                + USER
                + ".");
    assertThat(finding.confidence()).isEqualTo(0.95);
    assertThat(finding.impact().routes().getFirst().nanosPerRequest()).isCloseTo(10e6, within(1.0));
    assertThat(finding.remedies().getFirst().edits())
        .singleElement()
        .isInstanceOfSatisfying(
            Edit.Cached.class, cached -> assertThat(cached.hitRate()).isCloseTo(0.5, within(1e-9)));
  }

  @Test
  void boundParametersTellItToo() {
    assertThat(
            analyze(
                20,
                i ->
                    page()
                        .query("pg", USER, 0, 10)
                        .with("db.query.text", USER)
                        .with("db.query.parameter.0", "7")
                        .query("pg", USER, 20, 30)
                        .with("db.query.text", USER)
                        .with("db.query.parameter.0", "7")))
        .hasSize(1);
  }

  @Test
  void maskedLiteralsTellNothing() {
    assertThat(
            analyze(
                20,
                i ->
                    page()
                        .query("pg", USER, 0, 10)
                        .with("db.query.text", USER)
                        .query("pg", USER, 20, 30)
                        .with("db.query.text", USER)))
        .isEmpty();
  }

  @Test
  void differentRowsAreFine() {
    assertThat(analyze(20, i -> read(read(page(), i, 0), i + 1, 20))).isEmpty();
  }

  @Test
  void readingAfterAWriteIsFine() {
    assertThat(
            analyze(
                20,
                i ->
                    read(
                        read(page(), i, 0)
                            .query("pg", "UPDATE users SET name = ? WHERE id = ?", 11, 15),
                        i,
                        20)))
        .isEmpty();
  }

  @Test
  void anotherAttemptIsFine() {
    assertThat(analyze(20, i -> read(read(page(), i, 0).failed(), i, 20))).isEmpty();
  }

  @Test
  void theSameAskedSideBySideIsFine() {
    assertThat(analyze(20, i -> read(read(page(), i, 0), i, 5))).isEmpty();
  }

  @Test
  void fewRequestsAreNoEvidence() {
    assertThat(analyze(9, i -> read(read(page(), i, 0), i, 20))).isEmpty();
  }

  @Test
  void severalServicesThatFetchTheSameAreFound() {
    List<Finding> findings =
        analyze(
            20,
            i ->
                page()
                    .call("users", "GET /users/{id}", 5, 15)
                    .with("url.path", "/users/" + i)
                    .call("orders", "GET /orders", 20, 60)
                    .inside(orders ->
                        orders
                            .call("users", "GET /users/{id}", 25, 45)
                            .with("url.path", "/users/" + i)));

    assertThat(findings)
        .singleElement()
        .satisfies(it -> {
          assertThat(it.claim())
              .isEqualTo(
                  "On GET /, orders and shop read the same thing in 100 % of the requests, 1 reads"
                      + " too many each, which take 20 ms: users GET /users/{id}.");
          assertThat(it.subject().detail()).isEqualTo("services: users GET /users/{id}");
          assertThat(it.impact().routes().getFirst().nanosPerRequest())
              .isCloseTo(20e6, within(1.0));
        });
  }

  @Test
  void postsAreNoReads() {
    assertThat(
            analyze(
                20,
                i ->
                    page()
                        .call("users", "POST /search", 5, 15)
                        .with("url.path", "/search")
                        .call("users", "POST /search", 20, 30)
                        .with("url.path", "/search")))
        .isEmpty();
  }
}
