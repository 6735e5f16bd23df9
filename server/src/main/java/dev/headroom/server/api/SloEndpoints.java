package dev.headroom.server.api;

import com.linecorp.armeria.common.HttpMethod;
import dev.headroom.server.openslo.SloApplyView;
import dev.headroom.server.openslo.SloProblemsView;
import dev.headroom.server.openslo.SloRegistry;
import dev.headroom.store.SloDocuments.DocumentKey;
import java.util.List;

/// What the API can be asked about OpenSLO documents.
final class SloEndpoints {
  private static final String[] KINDS = {
    "DataSource",
    "Service",
    "SLI",
    "AlertNotificationTarget",
    "AlertCondition",
    "AlertPolicy",
    "SLO"
  };
  private static final ApiParameter DRY_RUN =
      ApiParameter.flag("dryRun", "Only tell what would change");
  private static final ApiParameter WHO =
      ApiParameter.text("who", "Who does it, for the history", "anna");

  private final SloRegistry slos;

  SloEndpoints(SloRegistry slos) {
    this.slos = slos;
  }

  List<Endpoint> all() {
    return List.of(export(), apply(), delete(), problems());
  }

  private Endpoint export() {
    return Endpoint.get(
        "/api/slo-documents",
        "exportSloDocuments",
        "The OpenSLO documents in force, as one YAML text",
        List.of(
            ApiParameter.choice("kind", "Only of this kind", KINDS),
            ApiParameter.text("name", "Only of this name", "checkout-availability")),
        String.class,
        request -> slos.export(request.text("kind"), request.text("name")));
  }

  private Endpoint apply() {
    return new Endpoint(
        HttpMethod.POST,
        "/api/slo-documents",
        "applySloDocuments",
        "Take OpenSLO documents over, all or, when one is wrong, none (then the status is 400)",
        List.of(
            DRY_RUN,
            WHO,
            ApiParameter.text("file", "How the text is called in problems", "slos.yaml")),
        String.class,
        200,
        SloApplyView.class,
        request -> {
          String file = request.text("file");
          SloApplyView view =
              slos.apply(
                  file.isEmpty() ? "body" : file,
                  request.bytes(),
                  request.text("who"),
                  request.flag("dryRun"));
          return view.acceptable() || view.dryRun() ? view : new Endpoint.Answer(400, view);
        });
  }

  private Endpoint delete() {
    return new Endpoint(
        HttpMethod.DELETE,
        "/api/slo-documents/{kind}/{name}",
        "deleteSloDocument",
        "Delete an OpenSLO document that no other refers to",
        List.of(
            new ApiParameter(
                "kind",
                ApiParameter.In.PATH,
                "string",
                true,
                false,
                "Kind of the document",
                "SLO",
                List.of(KINDS)),
            ApiParameter.path("name", "Name of the document", "checkout-availability"),
            DRY_RUN,
            WHO),
        null,
        200,
        SloApplyView.class,
        request ->
            slos.delete(
                new DocumentKey(request.text("kind"), request.text("name")),
                request.text("who"),
                request.flag("dryRun")));
  }

  private Endpoint problems() {
    return Endpoint.get(
        "/api/slo-problems",
        "sloProblems",
        "What is wrong with the OpenSLO documents in force and with the files watched",
        List.of(),
        SloProblemsView.class,
        _ -> slos.problems());
  }
}
