package dev.headroom.server.api;

import com.linecorp.armeria.common.HttpMethod;
import dev.headroom.control.FixControl;
import dev.headroom.control.FixControl.By;
import dev.headroom.control.Terms;
import dev.headroom.plan.Standing;
import dev.headroom.query.FixQueries;
import dev.headroom.query.WindowRequest;
import dev.headroom.query.view.CalibrationView;
import dev.headroom.query.view.FixView;
import dev.headroom.query.view.FixesView;
import dev.headroom.query.view.ProofView;
import dev.headroom.query.view.ProofsView;
import dev.headroom.query.view.StandingView;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// The part of the table of endpoints that is about proposals, decisions, proofs and how good
/// predictions were.
final class FixEndpoints {
  private static final ApiParameter ID =
      ApiParameter.path(
          "id", "Its id, or the start of it (4 characters at least)", "9f86d081884c7d65-0");
  private static final ApiParameter PROOF =
      ApiParameter.path(
          "id", "Id of the proof, or of its proposal for the latest one", "9f86d081884c7d65-0.1");

  private final FixQueries queries;
  private final FixControl control;
  private final String version;
  private final Json json;

  /// @param version of the product
  FixEndpoints(Fixes fixes, Json json, String version) {
    this.queries = fixes.queries();
    this.control = fixes.control();
    this.json = json;
    this.version = version;
  }

  /// Accepts a proposal. What is absent of the terms is taken from the prediction.
  ///
  /// @param revision of the last decision that was seen; whatever it is when absent
  /// @param who accepts it
  /// @param why may be absent
  /// @param metric `p50`, `p95`, `error_share` or `calls_per_request`; `p95` when absent
  /// @param service of the route to measure; that with the most relief when absent
  /// @param operation of the route to measure
  /// @param minimumEffect the least change that matters, as a share; 0.1 when absent
  /// @param windowMinutes how long to measure after the change, 5 to 40320; 1440 when absent
  record AcceptFixRequest(
      @Nullable Long revision,
      @Nullable String who,
      @Nullable String why,
      @Nullable String metric,
      @Nullable String service,
      @Nullable String operation,
      @Nullable Double minimumEffect,
      @Nullable Integer windowMinutes) {}

  /// Dismisses a proposal.
  ///
  /// @param revision of the last decision that was seen; whatever it is when absent
  /// @param who dismisses it
  /// @param why the reason
  /// @param days until it is open again, 1 to 366; never when absent
  record DismissFixRequest(
      @Nullable Long revision,
      @Nullable String who,
      @Nullable String why,
      @Nullable Integer days) {}

  /// Opens a proposal again.
  ///
  /// @param revision of the last decision that was seen; whatever it is when absent
  record ReopenFixRequest(@Nullable Long revision, @Nullable String who, @Nullable String why) {}

  /// Says who does it.
  ///
  /// @param revision of the last decision that was seen; whatever it is when absent
  /// @param assignee nobody when absent
  record AssignFixRequest(
      @Nullable Long revision, @Nullable String who, @Nullable String assignee) {}

  /// Links a ticket.
  ///
  /// @param revision of the last decision that was seen; whatever it is when absent
  /// @param url http or https; none when absent
  record TicketFixRequest(@Nullable Long revision, @Nullable String who, @Nullable String url) {}

  /// Says when the change came.
  ///
  /// @param at ISO-8601, milliseconds since the epoch, or relative to now; now when absent
  /// @param who says so
  record ProofChangeRequest(@Nullable String at, @Nullable String who) {}

  List<Endpoint> all() {
    return List.of(
        list(),
        one(),
        accept(),
        dismiss(),
        reopen(),
        assign(),
        ticket(),
        proofs(),
        proof(),
        change(),
        calibration());
  }

  private Endpoint list() {
    return Endpoint.get(
        "/api/fixes",
        "fixes",
        "What to fix next, best first; also as SARIF 2.1.0 and as Markdown",
        List.of(
            ApiParameter.text("service", "About this service", "cart"),
            ApiParameter.text("owner", "Of this owner", "team-orders"),
            ApiParameter.choice(
                "state",
                "How they stand; open when absent",
                "open",
                "accepted",
                "dismissed",
                "any"),
            ApiParameter.choice("format", "json when absent", "json", "sarif", "markdown")),
        FixesView.class,
        request -> {
          FixesView view = queries.fixes(search(request));
          return switch (request.text("format")) {
            case "sarif" ->
                new Endpoint.Document(
                    "application/sarif+json", json.write(FixSarif.of(view, version)));
            case "markdown" -> Endpoint.Document.text("text/markdown", FixMarkdown.of(view));
            default -> view;
          };
        });
  }

  private static FixQueries.Search search(ApiRequest request) {
    return new FixQueries.Search(
        request.service(), request.given("owner"), state(request.text("state")));
  }

  private static Standing.@Nullable State state(String text) {
    return switch (text) {
      case "any" -> null;
      case "" -> Standing.State.OPEN;
      default -> Standing.State.valueOf(text.toUpperCase(Locale.ROOT));
    };
  }

  private Endpoint one() {
    return Endpoint.get(
        "/api/fixes/{id}",
        "fix",
        "One proposal: evidence, predicted effect, score, decisions",
        List.of(ID),
        FixView.class,
        request -> queries.fix(request.text("id")));
  }

  private Endpoint accept() {
    return new Endpoint(
        HttpMethod.POST,
        "/api/fixes/{id}/accept",
        "acceptFix",
        "Accept a proposal and write down what will be measured",
        List.of(ID),
        AcceptFixRequest.class,
        201,
        ProofView.class,
        request -> {
          AcceptFixRequest asked = request.body(AcceptFixRequest.class);
          Terms terms =
              new Terms(
                  asked.metric(),
                  asked.service(),
                  asked.operation(),
                  asked.minimumEffect(),
                  asked.windowMinutes());
          return queries.proof(
              control.accept(by(request, asked.revision(), asked.who(), asked.why()), terms).id());
        });
  }

  private Endpoint dismiss() {
    return decision(
        "dismiss",
        "Dismiss a proposal, with the reason, for a time or for good",
        DismissFixRequest.class,
        (request, asked) ->
            control.dismiss(by(request, asked.revision(), asked.who(), asked.why()), asked.days()));
  }

  private Endpoint reopen() {
    return decision(
        "reopen",
        "Open a proposal again that was accepted or dismissed",
        ReopenFixRequest.class,
        (request, asked) ->
            control.reopen(by(request, asked.revision(), asked.who(), asked.why())));
  }

  private Endpoint assign() {
    return decision(
        "assign",
        "Say who does it",
        AssignFixRequest.class,
        (request, asked) ->
            control.assign(
                by(request, asked.revision(), asked.who(), null), told(asked.assignee())));
  }

  private Endpoint ticket() {
    return decision(
        "ticket",
        "Link the ticket under which it is done",
        TicketFixRequest.class,
        (request, asked) ->
            control.ticket(by(request, asked.revision(), asked.who(), null), told(asked.url())));
  }

  private <T> Endpoint decision(
      String action, String summary, Class<T> body, BiFunction<ApiRequest, T, Standing> decide) {
    return new Endpoint(
        HttpMethod.POST,
        "/api/fixes/{id}/" + action,
        action + "Fix",
        summary,
        List.of(ID),
        body,
        200,
        StandingView.class,
        request -> {
          var _ = decide.apply(request, request.body(body));
          return queries.standing(request.text("id"));
        });
  }

  private By by(
      ApiRequest request, @Nullable Long revision, @Nullable String who, @Nullable String why) {
    return new By(queries.id(request.text("id")), revision, told(who), told(why));
  }

  private static String told(@Nullable String text) {
    return text == null ? "" : text;
  }

  private Endpoint proofs() {
    return Endpoint.get(
        "/api/proofs",
        "proofs",
        "All proofs, the latest acceptance first",
        List.of(),
        ProofsView.class,
        _ -> queries.proofs());
  }

  private Endpoint proof() {
    return Endpoint.get(
        "/api/proofs/{id}",
        "proof",
        "One proof: before and after at matched load, control, guards, verdict",
        List.of(PROOF),
        ProofView.class,
        request -> queries.proof(request.text("id")));
  }

  private Endpoint change() {
    return new Endpoint(
        HttpMethod.POST,
        "/api/proofs/{id}/change",
        "proofChange",
        "Say when the change came, in place of what was noticed",
        List.of(PROOF),
        ProofChangeRequest.class,
        200,
        ProofView.class,
        request -> {
          ProofChangeRequest asked = request.body(ProofChangeRequest.class);
          @Nullable String text = asked.at();
          @Nullable Instant at =
              text == null || text.isBlank()
                  ? null
                  : WindowRequest.moment("at", text, request.now());
          return queries.proof(control.changed(request.text("id"), at, told(asked.who())).id());
        });
  }

  private Endpoint calibration() {
    return Endpoint.get(
        "/api/calibration",
        "calibration",
        "How good predictions were, and what later ones learn from it",
        List.of(),
        CalibrationView.class,
        _ -> queries.calibration());
  }
}
