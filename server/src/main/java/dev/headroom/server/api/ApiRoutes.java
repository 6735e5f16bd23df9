package dev.headroom.server.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.encoding.EncodingService;
import dev.headroom.base.ErrorCode;
import dev.headroom.control.ChangeControl;
import dev.headroom.query.Closest;
import dev.headroom.query.Queries;
import dev.headroom.server.Routes;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The JSON API under `/api`, and its document at `/api/openapi.json` and `/api/openapi.yaml`.
public final class ApiRoutes implements Routes, AutoCloseable {
  /// Questions answered at the same time; each may hold rollups of a whole window in memory.
  private static final int CONCURRENT_QUESTIONS = 32;

  private static final MediaType YAML = MediaType.create("application", "yaml");

  private final List<Endpoint> endpoints;
  private final AlertInlet inlet;
  private final String version;
  private final InstantSource clock;
  private final Json json = new Json();
  private final Replies replies = new Replies(json);
  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore permits = new Semaphore(CONCURRENT_QUESTIONS);

  /// @param version of the product, shown in the document
  public ApiRoutes(
      Queries queries,
      ChangeControl changes,
      Alerting alerting,
      Objectives objectives,
      Findings findings,
      Fixes fixes,
      CapacityTests capacityTests,
      InstantSource clock,
      String version) {
    this.endpoints = new ArrayList<>(new Endpoints(queries, changes).all());
    this.endpoints.addAll(new SloEndpoints(objectives.documents()).all());
    this.endpoints.addAll(new ObjectiveEndpoints(objectives).all());
    this.endpoints.addAll(new FindingEndpoints(findings).all());
    this.endpoints.addAll(new FixEndpoints(fixes, json, version).all());
    this.endpoints.addAll(new CapacityEndpoints(capacityTests).all());
    this.endpoints.addAll(new AlertEndpoints(alerting, clock).all(Endpoints.WINDOW));
    this.inlet = new AlertInlet(alerting.alerts(), replies, json, clock, blocking, permits);
    this.clock = clock;
    this.version = version;
  }

  List<Endpoint> endpoints() {
    return endpoints;
  }

  @Override
  public void addTo(ServerBuilder server) {
    Map<String, List<Endpoint>> byPath =
        endpoints.stream()
            .collect(
                Collectors.groupingBy(Endpoint::path, LinkedHashMap::new, Collectors.toList()));
    byPath.forEach((path, ofPath) ->
        server.service(
            path,
            new PathService(ofPath, replies, json, clock, blocking, permits)
                .decorate(EncodingService.newDecorator())));
    inlet.addTo(server);
    server.service("/api/openapi.json", document(MediaType.JSON, () -> json.write(describe())));
    server.service("/api/openapi.yaml", document(YAML, () -> yaml(describe())));
    server.serviceUnder("/api/", this::notFound);
  }

  private Map<String, Object> describe() {
    return OpenApi.document(endpoints, AlertInlet.INLETS, version);
  }

  private static byte[] yaml(Map<String, Object> document) {
    try {
      return new YAMLMapper().writeValueAsBytes(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write the OpenAPI document", e);
    }
  }

  /// Written when it is first asked for: most starts are not followed by that question, and it
  /// would take a tenth of the start.
  private HttpService document(MediaType type, Supplier<byte[]> writer) {
    AtomicReference<@Nullable HttpData> written = new AtomicReference<>();
    return (_, _) ->
        HttpResponse.of(
            CompletableFuture.supplyAsync(
                () -> {
                  HttpData known = written.get();
                  HttpData content = known != null ? known : HttpData.wrap(writer.get());
                  written.set(content);
                  return HttpResponse.of(HttpStatus.OK, type, content);
                },
                blocking));
  }

  private HttpResponse notFound(ServiceRequestContext context, HttpRequest request) {
    List<String> known = endpoints.stream().map(Endpoint::path).distinct().toList();
    String meant =
        Closest.to(context.path(), known).map(p -> ", did you mean '" + p + "'?").orElse("");
    return replies.problem(
        Problem.of(
            ErrorCode.NOT_FOUND,
            404,
            "nothing is at '" + context.path() + "'" + meant + "; see /api/openapi.json"));
  }

  /// Lets questions in progress end.
  @Override
  public void close() {
    blocking.close();
  }
}
