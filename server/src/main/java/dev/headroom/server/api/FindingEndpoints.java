package dev.headroom.server.api;

import com.linecorp.armeria.common.HttpMethod;
import dev.headroom.base.OperationName;
import dev.headroom.finding.FindingRecord;
import dev.headroom.finding.Severity;
import dev.headroom.query.FindingSearch;
import dev.headroom.query.view.AnalysesView;
import dev.headroom.query.view.FindingView;
import dev.headroom.query.view.FindingsView;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The part of the table of endpoints that is about findings and analyses.
final class FindingEndpoints {
  static final String SORTS =
      "severity confidence cost share firstSeen lastSeen service analysis owner";
  private static final int PATIENCE_SECONDS = 20;

  /// Less than the server gives a request.
  private static final int MOST_PATIENCE_SECONDS = 25;

  private final Findings findings;

  FindingEndpoints(Findings findings) {
    this.findings = findings;
  }

  /// What may be said with the wish to have the analyses run.
  ///
  /// @param patienceSeconds how long to wait for the end of the run; 20 when absent
  record AnalysisRunRequest(@Nullable Integer patienceSeconds) {}

  List<Endpoint> all() {
    return List.of(list(), one(), analyses(), run());
  }

  private Endpoint list() {
    return Endpoint.get(
        "/api/findings",
        "findings",
        "What the analyses found, worst first; with a window, what was found at some time in it",
        Endpoints.page(
            SORTS,
            ApiParameter.text("service", "About this service, or one of its routes pays", "cart"),
            ApiParameter.text("operation", "About this operation, or it pays", "GET /cart/{id}"),
            ApiParameter.text("owner", "Of this owner", "team-orders"),
            ApiParameter.text("analysis", "Made by this analysis", "n-plus-one"),
            ApiParameter.choice(
                "severity", "Of this severity or worse", "watch", "minor", "major", "critical"),
            ApiParameter.choice(
                "state", "Open, gone or any; open when absent", "open", "gone", "any")),
        FindingsView.class,
        request -> findings.queries().findings(search(request), request.page()));
  }

  private static FindingSearch search(ApiRequest request) {
    String operation = request.given("operation");
    String severity = request.given("severity");
    return new FindingSearch(
        request.service(),
        operation == null ? null : new OperationName(operation),
        request.given("owner"),
        request.given("analysis"),
        severity == null ? null : Severity.valueOf(severity.toUpperCase(Locale.ROOT)),
        state(request.text("state")),
        request.givenWindow());
  }

  private static FindingRecord.@Nullable State state(String text) {
    return switch (text) {
      case "any" -> null;
      case "gone" -> FindingRecord.State.GONE;
      default -> FindingRecord.State.OPEN;
    };
  }

  private Endpoint one() {
    return Endpoint.get(
        "/api/findings/{fingerprint}",
        "finding",
        "One finding with its evidence, rule and remedies",
        List.of(
            ApiParameter.path(
                "fingerprint",
                "Its 16 hexadecimal digits, or the first of them (4 at least)",
                "9f86d081884c7d65")),
        FindingView.class,
        request -> findings.queries().finding(request.text("fingerprint")));
  }

  private Endpoint analyses() {
    return Endpoint.get(
        "/api/analyses",
        "analyses",
        "The analyses, how their last run went, and what they cannot see",
        List.of(),
        AnalysesView.class,
        _ -> findings.queries().analyses());
  }

  private Endpoint run() {
    return new Endpoint(
        HttpMethod.POST,
        "/api/analyses/run",
        "runAnalyses",
        "Run all analyses now and wait for the end; status 202 when they still run after the"
            + " patience",
        List.of(),
        AnalysisRunRequest.class,
        200,
        AnalysesView.class,
        request -> {
          Integer patience = request.body(AnalysisRunRequest.class).patienceSeconds();
          int seconds = patience == null ? PATIENCE_SECONDS : patience;
          if (seconds < 1 || seconds > MOST_PATIENCE_SECONDS) {
            throw ApiRequest.invalid(
                "patienceSeconds", Integer.toString(seconds), "1 to " + MOST_PATIENCE_SECONDS);
          }
          boolean done = findings.trigger().runNow(Duration.ofSeconds(seconds));
          AnalysesView view = findings.queries().analyses();
          return done ? view : new Endpoint.Answer(202, view);
        });
  }
}
