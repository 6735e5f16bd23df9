package dev.headroom.server.api;

import com.linecorp.armeria.common.HttpMethod;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.control.CorrectionControl;
import dev.headroom.control.ProposalAcceptor;
import dev.headroom.query.SloModelQueries;
import dev.headroom.query.SloQueries;
import dev.headroom.query.WindowRequest;
import dev.headroom.query.view.CorrectionView;
import dev.headroom.query.view.GateView;
import dev.headroom.query.view.ProposalsView;
import dev.headroom.query.view.SimulationView;
import dev.headroom.query.view.SloView;
import dev.headroom.query.view.SlosView;
import dev.headroom.slo.SloName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The part of the table of endpoints that is about objectives: budgets, corrections, proposals,
/// simulation, and the gate.
final class ObjectiveEndpoints {
  private static final ApiParameter NAME =
      ApiParameter.path("name", "Name of the SLO", "checkout-availability");

  private final SloQueries queries;
  private final CorrectionControl corrections;
  private final ProposalAcceptor acceptor;

  ObjectiveEndpoints(Objectives objectives) {
    queries = objectives.queries();
    corrections = objectives.corrections();
    acceptor = objectives.acceptor();
  }

  /// Time that is not to count.
  ///
  /// @param from ISO-8601, milliseconds since the epoch, or relative to now (`-2h`)
  /// @param to in the same forms
  /// @param reason why, at most 500 characters
  /// @param who says so, at most 200 characters
  record CorrectionRequest(
      @Nullable String from, @Nullable String to, @Nullable String reason, @Nullable String who) {}

  /// Proposals to apply.
  ///
  /// @param names of the proposals
  /// @param from start of the history they were made from, as the proposals tell
  /// @param to its end
  /// @param who says so; may be missing
  record AcceptRequest(
      @Nullable List<String> names,
      @Nullable String from,
      @Nullable String to,
      @Nullable String who) {}

  /// @param applied names of the SLOs that were made
  record AcceptView(List<String> applied) {}

  List<Endpoint> all() {
    List<Endpoint> all = new ArrayList<>();
    objectives(all);
    corrections(all);
    outlook(all, Endpoints.WINDOW);
    return all;
  }

  private void objectives(List<Endpoint> into) {
    into.add(
        Endpoint.get(
            "/api/slos",
            "slos",
            "All objectives with what is left of their error budgets",
            Endpoints.page("spent burn name service state owner"),
            SlosView.class,
            request -> queries.slos(request.page())));
    into.add(
        Endpoint.get(
            "/api/slos/{name}",
            "slo",
            "One SLO: budgets, burn table, who spent it, corrections, alerts, gate",
            List.of(NAME),
            SloView.class,
            request -> queries.slo(name(request))));
    into.add(
        Endpoint.get(
            "/api/gate",
            "gate",
            "Whether a release of a service may go out, with the reasons",
            List.of(ApiParameter.text("service", "The service", "checkout").mustBeGiven()),
            GateView.class,
            request -> queries.gate(new ServiceName(request.text("service")))));
  }

  private void corrections(List<Endpoint> into) {
    into.add(
        new Endpoint(
            HttpMethod.POST,
            "/api/slos/{name}/corrections",
            "correctSlo",
            "Leave time out of the budgets of an SLO",
            List.of(NAME),
            CorrectionRequest.class,
            201,
            CorrectionView.class,
            request ->
                SloModelQueries.correction(
                    correct(request, request.body(CorrectionRequest.class)))));
    into.add(
        new Endpoint(
            HttpMethod.DELETE,
            "/api/slos/{name}/corrections/{id}",
            "revokeCorrection",
            "Take a correction back; it stays listed as taken back",
            List.of(
                NAME,
                ApiParameter.path("id", "Id of the correction", ""),
                ApiParameter.text("who", "Who takes it back", "ada").mustBeGiven()),
            null,
            200,
            CorrectionView.class,
            request ->
                SloModelQueries.correction(
                    corrections.revoke(name(request), request.text("id"), request.text("who")))));
  }

  private dev.headroom.store.SloCorrections.Entry correct(
      ApiRequest request, CorrectionRequest asked) {
    TimeWindow window =
        new WindowRequest(given("from", asked.from()), given("to", asked.to()), null)
            .resolve(request.now());
    return corrections.correct(
        name(request), window, given("reason", asked.reason()), given("who", asked.who()));
  }

  private static String given(String field, @Nullable String value) {
    if (value == null || value.isBlank()) {
      throw new HeadroomException(
          ErrorCode.INVALID, field + " is missing; expected it in the body");
    }
    return value;
  }

  private void outlook(List<Endpoint> into, List<ApiParameter> window) {
    List<ApiParameter> proposals = new ArrayList<>(window);
    proposals.add(ApiParameter.text("service", "Only this service", "checkout"));
    into.add(
        Endpoint.get(
            "/api/slo-proposals",
            "sloProposals",
            "What history suggests to promise, and why",
            proposals,
            ProposalsView.class,
            request -> queries.proposals(request.window(), request.service())));
    into.add(
        new Endpoint(
            HttpMethod.POST,
            "/api/slo-proposals",
            "acceptSloProposals",
            "Apply proposals of a history",
            List.of(),
            AcceptRequest.class,
            201,
            AcceptView.class,
            request -> accept(request, request.body(AcceptRequest.class))));
    List<ApiParameter> known = new ArrayList<>(window);
    known.add(NAME);
    into.add(
        Endpoint.get(
            "/api/slos/{name}/simulation",
            "simulateSlo",
            "What an SLO would have done over the window, minute by minute",
            known,
            SimulationView.class,
            request -> queries.simulate(name(request), request.window())));
    into.add(
        new Endpoint(
            HttpMethod.POST,
            "/api/slo-simulation",
            "simulateDocuments",
            "What an SLO that is not applied would have done; the body is its OpenSLO document",
            window,
            String.class,
            200,
            SimulationView.class,
            request ->
                queries.simulate(
                    new String(request.bytes(), StandardCharsets.UTF_8), request.window())));
  }

  private AcceptView accept(ApiRequest request, AcceptRequest asked) {
    List<String> names = asked.names() == null ? List.of() : asked.names();
    if (names.isEmpty()) {
      throw new HeadroomException(
          ErrorCode.INVALID, "names is empty; expected the name of at least one proposal");
    }
    TimeWindow history =
        new WindowRequest(given("from", asked.from()), given("to", asked.to()), null)
            .resolve(request.now());
    String who = asked.who() == null ? "" : asked.who();
    names.forEach(name -> acceptor.accept(name, history, who));
    return new AcceptView(names);
  }

  private static SloName name(ApiRequest request) {
    return new SloName(request.text("name"));
  }
}
