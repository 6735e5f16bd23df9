package dev.headroom.server.api;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves all methods of one path. Questions are answered off the event loop, and at most as many
/// at once as there are permits: more are told to come again.
final class PathService implements HttpService {
  private static final Logger log = LoggerFactory.getLogger(PathService.class);
  private static final byte[] NO_BODY = {};
  private static final MediaType YAML = MediaType.create("application", "yaml");

  private final Map<HttpMethod, Endpoint> endpoints = new EnumMap<>(HttpMethod.class);
  private final Replies replies;
  private final Json json;
  private final InstantSource clock;
  private final Executor blocking;
  private final Semaphore permits;

  PathService(
      List<Endpoint> ofPath,
      Replies replies,
      Json json,
      InstantSource clock,
      Executor blocking,
      Semaphore permits) {
    ofPath.forEach(endpoint -> endpoints.put(endpoint.method(), endpoint));
    this.replies = replies;
    this.json = json;
    this.clock = clock;
    this.blocking = blocking;
    this.permits = permits;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    HttpMethod method = request.method() == HttpMethod.HEAD ? HttpMethod.GET : request.method();
    Endpoint endpoint = endpoints.get(method);
    if (endpoint == null) {
      return notAllowed(request.method());
    }
    if (endpoint.body() != null && !isSpoken(endpoint, request)) {
      return replies.problem(
          Problem.of(
              ErrorCode.UNSUPPORTED,
              415,
              "Content-Type '"
                  + request.headers().get(HttpHeaderNames.CONTENT_TYPE, "")
                  + "' is not spoken here; expected "
                  + (endpoint.takesText() ? "application/yaml or " : "")
                  + "application/json"));
    }
    if (!permits.tryAcquire()) {
      return replies.problem(
          Problem.of(
              ErrorCode.OVERLOADED, 503, "too many questions at once; ask again in a second"));
    }
    CompletableFuture<HttpResponse> answer =
        request
            .aggregate()
            .thenApplyAsync(whole -> answer(endpoint, context, whole), blocking)
            .exceptionally(failure -> failed(endpoint, failure));
    return HttpResponse.of(answer.whenComplete((_, _) -> permits.release()));
  }

  // A form of another site can send text, but not these types without asking first.
  private static boolean isSpoken(Endpoint endpoint, HttpRequest request) {
    MediaType type = request.contentType();
    return type != null
        && (type.is(MediaType.create("application", "json"))
            || (endpoint.takesText()
                && (type.is(YAML) || type.is(MediaType.create("application", "x-yaml")))));
  }

  private HttpResponse notAllowed(HttpMethod method) {
    List<String> allowed = new ArrayList<>();
    endpoints.keySet().forEach(known -> allowed.add(known.name()));
    HttpResponse problem =
        replies.problem(
            Problem.of(
                ErrorCode.INVALID,
                405,
                "method "
                    + method
                    + " is not allowed here; expected "
                    + String.join(", ", allowed)));
    return problem.mapHeaders(headers ->
        headers.toBuilder().set(HttpHeaderNames.ALLOW, String.join(", ", allowed)).build());
  }

  private HttpResponse answer(
      Endpoint endpoint, ServiceRequestContext context, AggregatedHttpRequest whole) {
    Map<String, List<String>> values = values(endpoint, context);
    try {
      byte[] body = endpoint.body() == null ? NO_BODY : whole.content().array();
      Object view =
          endpoint.handler().answer(new ApiRequest(endpoint, values, clock.instant(), body, json));
      return view instanceof Endpoint.Answer(int status, Object told)
          ? reply(endpoint, status, told)
          : reply(endpoint, endpoint.status(), view);
    } catch (ApiProblem e) {
      return replies.problem(Problem.of(e));
    } catch (HeadroomException e) {
      if (e.code() == ErrorCode.INTERNAL) {
        log.error("{} {} failed", endpoint.method(), endpoint.path(), e);
      }
      return replies.problem(Problem.of(e, firsts(values)));
    }
  }

  private HttpResponse reply(Endpoint endpoint, int status, Object view) {
    return switch (view) {
      case Endpoint.Document(String type, byte[] bytes) ->
          reply(status, MediaType.parse(type), HttpData.wrap(bytes));
      case String text -> reply(status, type(endpoint), HttpData.ofUtf8(text));
      default -> reply(status, type(endpoint), HttpData.wrap(json.write(view)));
    };
  }

  private static MediaType type(Endpoint endpoint) {
    return endpoint.givesText() ? YAML : MediaType.JSON;
  }

  private static HttpResponse reply(int status, MediaType type, HttpData content) {
    return HttpResponse.of(
        ResponseHeaders.builder(HttpStatus.valueOf(status))
            .contentType(type)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .build(),
        content);
  }

  private static Map<String, List<String>> values(
      Endpoint endpoint, ServiceRequestContext context) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    QueryParams query = context.queryParams();
    query.names().forEach(name -> values.put(name, query.getAll(name)));
    for (ApiParameter parameter : endpoint.parameters()) {
      String value = context.pathParam(parameter.name());
      if (value != null) {
        values.put(parameter.name(), List.of(value));
      }
    }
    return values;
  }

  private static Map<String, String> firsts(Map<String, List<String>> values) {
    Map<String, String> firsts = new LinkedHashMap<>();
    values.forEach((name, all) -> firsts.put(name, all.isEmpty() ? "" : all.getFirst()));
    return firsts;
  }

  private HttpResponse failed(Endpoint endpoint, Throwable failure) {
    log.error("{} {} failed", endpoint.method(), endpoint.path(), failure);
    return replies.problem(
        Problem.of(ErrorCode.INTERNAL, 500, "Headroom failed to answer; its log tells more"));
  }
}
