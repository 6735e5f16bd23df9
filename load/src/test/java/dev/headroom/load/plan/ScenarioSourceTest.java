package dev.headroom.load.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.base.HeadroomException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is made can be read as a plan.
final class ScenarioSourceTest {
  private static final String OPENAPI =
      """
      openapi: 3.1.0
      servers: [{url: 'http://shop.test:8080/v1'}]
      paths:
        /products/{id}:
          parameters:
            - {name: id, in: path, required: true, schema: {type: integer}}
          get:
            operationId: product
            parameters:
              - {name: lang, in: query, required: true, example: de DE}
              - {name: page, in: query, schema: {type: integer}}
            responses: {200: {description: ok}, 404: {description: none}}
        /orders:
          post:
            requestBody:
              content:
                application/json: {schema: {$ref: '#/components/schemas/Order'}}
            responses: {201: {description: made}}
      components:
        schemas:
          Order:
            type: object
            properties:
              who: {type: string, enum: [ada, bo]}
              lines: {type: array, items: {$ref: '#/components/schemas/Line'}}
              parent: {$ref: '#/components/schemas/Order'}
          Line: {type: object, properties: {sku: {type: string, format: uuid}, count: {type: integer}}}
      """;

  private static final String HAR =
      """
      {"log": {"entries": [
        {"startedDateTime": "2026-01-01T10:00:00.000Z", "time": 200,
         "request": {"method": "GET", "url": "https://shop.test/a?b=c", "headers": [
           {"name": ":authority", "value": "shop.test"}, {"name": "Accept", "value": "text/html"},
           {"name": "Cookie", "value": "secret"}]},
         "response": {"status": 200}},
        {"startedDateTime": "2026-01-01T10:00:00.500Z", "time": 1,
         "request": {"method": "GET", "url": "https://other.test/x", "headers": []},
         "response": {"status": 200}},
        {"startedDateTime": "2026-01-01T10:00:01.000Z", "time": 5,
         "request": {"method": "POST", "url": "https://shop.test/cart", "headers": [],
           "postData": {"text": "id=7"}},
         "response": {"status": 302}}]}}
      """;

  @TempDir private Path directory;

  private PlanFile made(String source, @Nullable Target target, Set<String> methods)
      throws IOException {
    Path file = Files.writeString(directory.resolve("source"), source);
    Path plan = directory.resolve("plan.yaml");
    return PlanFile.read(Files.writeString(plan, ScenarioSource.yaml(file, target, methods)), null);
  }

  @Test
  void anOperationOfOpenApiIsAScenario() throws IOException {
    PlanFile plan = made(OPENAPI, null, Set.of("get", "post"));
    assertThat(plan.target().origin()).isEqualTo("http://shop.test:8080");
    assertThat(plan.scenarios())
        .extracting(Scenario::name)
        .containsExactly("product", "POST /orders");
    RequestPlan get = plan.scenarios().getFirst().requests().getFirst();
    assertThat(get.path().filled(new String[0])).isEqualTo("/v1/products/1?lang=de%20DE");
    assertThat(get.checks())
        .containsExactly(new Check.Status(List.of(new Check.Status.Range(200, 200))));
    RequestPlan post = plan.scenarios().getLast().requests().getFirst();
    assertThat(
            ((RequestPlan.TextBody) java.util.Objects.requireNonNull(post.body()))
                .text()
                .filled(new String[0]))
        .startsWith("{\"who\":\"ada\",\"lines\":[{\"sku\":\"0000")
        .contains("\"count\":1}],\"parent\":{\"who\":\"ada\"");
    assertThat(made(OPENAPI, null, Set.of("get")).scenarios()).hasSize(1);
  }

  @Test
  void aRecordingIsOneScenarioWithItsPauses() throws IOException {
    PlanFile plan = made(HAR, null, Set.of());
    assertThat(plan.target().origin()).isEqualTo("https://shop.test");
    List<RequestPlan> requests = plan.scenarios().getFirst().requests();
    assertThat(requests).extracting(RequestPlan::name).containsExactly("GET /a?b=c", "POST /cart");
    assertThat(requests.getFirst().headers())
        .extracting(RequestPlan.HeaderPlan::name)
        .containsExactly("Accept");
    assertThat(requests.getFirst().think().least()).isEqualTo(Duration.ofMillis(800));
    assertThat(requests.getLast().checks())
        .containsExactly(new Check.Status(List.of(new Check.Status.Range(302, 302))));
    assertThat(
            made(HAR, Target.of("t", "https://other.test"), Set.of())
                .scenarios()
                .getFirst()
                .requests())
        .hasSize(1);
  }

  @Test
  void otherFilesAreRefused() {
    for (String text : List.of("{}", "", "a: [", "openapi: 3.0.0\nservers: [{url: /v1}]")) {
      assertThatThrownBy(() -> made(text, null, Set.of("get")))
          .as(text)
          .isInstanceOf(HeadroomException.class);
    }
  }
}
