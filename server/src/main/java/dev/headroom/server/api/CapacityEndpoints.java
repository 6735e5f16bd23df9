package dev.headroom.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpMethod;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.OperationName;
import dev.headroom.loadtest.CapacityTest;
import dev.headroom.query.CapacitySearch;
import dev.headroom.query.view.CapacityTestView;
import dev.headroom.query.view.CapacityView;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The part of the table of endpoints that is about load tests.
final class CapacityEndpoints {
  private static final int MOST_BYTES = 4 << 20;

  private static final ApiParameter ID = ApiParameter.path("id", "Id of the test", "7f3a");

  private final CapacityTests tests;

  CapacityEndpoints(CapacityTests tests) {
    this.tests = tests;
  }

  List<Endpoint> all() {
    return List.of(list(), send(), one(), document(), delete());
  }

  private Endpoint list() {
    return Endpoint.get(
        "/api/capacity-tests",
        "capacityTests",
        "Ceilings that load tests found, beside what production's telemetry says; and all tests",
        Endpoints.paging(
            "at perSecond service operation environment",
            ApiParameter.text("service", "Of a route of this service", "orders"),
            ApiParameter.text("operation", "Of this route", "GET /orders/{id}"),
            ApiParameter.text("environment", "Made in this environment", "staging")),
        CapacityView.class,
        request -> {
          String operation = request.given("operation");
          return tests
              .queries()
              .capacity(
                  new CapacitySearch(
                      request.service(),
                      operation == null ? null : new OperationName(operation),
                      request.given("environment")),
                  request.page());
        });
  }

  private Endpoint send() {
    return new Endpoint(
        HttpMethod.POST,
        "/api/capacity-tests",
        "sendCapacityTest",
        "Send the result of a load test; status 200 when the same one was sent before",
        List.of(),
        CapacityTestRequest.class,
        201,
        CapacityTestView.class,
        request -> {
          if (request.bytes().length > MOST_BYTES) {
            throw new HeadroomException(
                ErrorCode.TOO_LARGE,
                "the body has "
                    + request.bytes().length
                    + " bytes; expected at most "
                    + MOST_BYTES);
          }
          CapacityTestRequest sent = request.body(CapacityTestRequest.class);
          CapacityTest test = sent.test();
          boolean isNew = tests.control().record(test, sent.text());
          CapacityTestView view = tests.queries().test(test.id());
          return isNew ? view : new Endpoint.Answer(200, view);
        });
  }

  private Endpoint one() {
    return Endpoint.get(
        "/api/capacity-tests/{id}",
        "capacityTest",
        "One load test: what was held, how it scales, and how it stands against production",
        List.of(ID),
        CapacityTestView.class,
        request -> tests.queries().test(request.text("id")));
  }

  private Endpoint document() {
    return Endpoint.get(
        "/api/capacity-tests/{id}/document",
        "capacityTestDocument",
        "The whole result of a load test, as its tool wrote it",
        List.of(ID),
        JsonNode.class,
        request -> {
          String document = tests.queries().document(request.text("id"));
          if (document.isEmpty()) {
            throw new HeadroomException(
                ErrorCode.NOT_FOUND,
                "capacity test '" + request.text("id") + "' was sent without a document");
          }
          return new Endpoint.Document(
              "application/json", document.getBytes(StandardCharsets.UTF_8));
        });
  }

  private Endpoint delete() {
    return new Endpoint(
        HttpMethod.DELETE,
        "/api/capacity-tests/{id}",
        "deleteCapacityTest",
        "Forget a load test; the answer shows it a last time",
        List.of(ID),
        null,
        200,
        CapacityTestView.class,
        request -> {
          CapacityTestView view = tests.queries().test(request.text("id"));
          tests.control().delete(request.text("id"));
          return view;
        });
  }
}
