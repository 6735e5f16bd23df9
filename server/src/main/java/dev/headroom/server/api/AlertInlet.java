package dev.headroom.server.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import dev.headroom.alert.Alert;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.control.AlertControl;
import dev.headroom.server.Routes;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes alerts of other systems: `POST /api/alerts/alertmanager` and `POST
/// /api/alerts/cloudevents` (structured, binary and batched). Their bodies and headers are those of
/// the standards, so they are no [Endpoint]s.
final class AlertInlet implements Routes {
  private static final int MAX_BYTES = 4 << 20;
  private static final String ATTRIBUTE_HEADER = "ce-";
  private static final String JSON = "application/json";
  private static final String EVENT = "application/cloudevents+json";
  private static final String EVENT_BATCH = "application/cloudevents-batch+json";
  private static final JsonMapper TREE =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final Logger log = LoggerFactory.getLogger(AlertInlet.class);

  private final AlertControl alerts;
  private final Replies replies;
  private final Json json;
  private final InstantSource clock;
  private final Executor blocking;
  private final Semaphore permits;

  AlertInlet(
      AlertControl alerts,
      Replies replies,
      Json json,
      InstantSource clock,
      Executor blocking,
      Semaphore permits) {
    this.alerts = alerts;
    this.replies = replies;
    this.json = json;
    this.clock = clock;
    this.blocking = blocking;
    this.permits = permits;
  }

  /// Reads what was sent.
  interface Reader {
    List<Alert> read(AggregatedHttpRequest request, Instant now) throws IOException;
  }

  /// Where messages of one kind come in, by POST.
  ///
  /// @param operationId its name in the document
  /// @param contentTypes that it takes
  record Inlet(
      String path, String operationId, String summary, List<String> contentTypes, Reader reader) {
    Inlet {
      contentTypes = List.copyOf(contentTypes);
    }
  }

  static final List<Inlet> INLETS =
      List.of(
          new Inlet(
              "/api/alerts/alertmanager",
              "receiveAlertmanager",
              "Takes the alerts of a message of Alertmanager's webhook, format version 4",
              List.of(JSON),
              AlertInlet::alertmanager),
          new Inlet(
              "/api/alerts/cloudevents",
              "receiveCloudEvents",
              "Takes alerts as CloudEvents 1.0: structured, batched, or binary with ce- headers",
              List.of(EVENT, EVENT_BATCH, JSON),
              AlertInlet::cloudEvents));

  @Override
  public void addTo(ServerBuilder server) {
    INLETS.forEach(inlet -> server.service(inlet.path(), service(inlet.reader())));
  }

  private HttpService service(Reader reader) {
    return (_, request) -> serve(reader, request);
  }

  private HttpResponse serve(Reader reader, HttpRequest request) {
    if (request.method() != HttpMethod.POST) {
      return replies.problem(
          Problem.of(ErrorCode.INVALID, 405, "method " + request.method() + "; expected POST"));
    }
    if (!permits.tryAcquire()) {
      return replies.problem(
          Problem.of(ErrorCode.OVERLOADED, 503, "too many requests at once; send it again"));
    }
    return HttpResponse.of(
        request
            .aggregate()
            .thenApplyAsync(whole -> answer(reader, whole), blocking)
            .whenComplete((_, _) -> permits.release()));
  }

  private HttpResponse answer(Reader reader, AggregatedHttpRequest request) {
    try {
      if (request.content().length() > MAX_BYTES) {
        throw new HeadroomException(
            ErrorCode.TOO_LARGE,
            "the body has " + request.content().length() + " bytes; expected at most " + MAX_BYTES);
      }
      AlertControl.Received received = alerts.receive(reader.read(request, clock.instant()));
      return HttpResponse.of(HttpStatus.OK, MediaType.JSON, HttpData.wrap(json.write(received)));
    } catch (ApiProblem e) {
      return replies.problem(Problem.of(e));
    } catch (HeadroomException e) {
      return replies.problem(Problem.of(e, Map.of()));
    } catch (IOException e) {
      return replies.problem(Problem.of(BodyProblems.of(e)));
    } catch (RuntimeException e) {
      log.error("alerts of another system could not be taken", e);
      return replies.problem(
          Problem.of(ErrorCode.INTERNAL, 500, "Headroom failed to answer; its log tells more"));
    }
  }

  private static JsonNode tree(AggregatedHttpRequest request) throws JsonProcessingException {
    return TREE.readTree(request.content(StandardCharsets.UTF_8));
  }

  private static List<Alert> alertmanager(AggregatedHttpRequest request, Instant now)
      throws IOException {
    if (!type(request).equals(JSON)) {
      throw unsupported(request, JSON);
    }
    return ForeignAlerts.ofAlertmanager(tree(request), now);
  }

  private static List<Alert> cloudEvents(AggregatedHttpRequest request, Instant now)
      throws IOException {
    return switch (type(request)) {
      case EVENT -> List.of(structured(tree(request), "", now));
      case EVENT_BATCH -> batch(tree(request), now);
      case JSON ->
          List.of(
              ForeignAlerts.ofCloudEvent(attributes(request.headers()), tree(request), "", now));
      default ->
          throw unsupported(
              request,
              "application/cloudevents+json, application/cloudevents-batch+json, or"
                  + " application/json with ce- headers");
    };
  }

  private static List<Alert> batch(JsonNode body, Instant now) {
    if (!body.isArray() || body.size() > ForeignAlerts.MAX_ALERTS) {
      throw ForeignAlerts.invalid(
          "", "the body", "a list of at most " + ForeignAlerts.MAX_ALERTS + " CloudEvents");
    }
    List<Alert> alerts = new ArrayList<>();
    for (int i = 0; i < body.size(); i++) {
      alerts.add(structured(body.get(i), "[" + i + "].", now));
    }
    return alerts;
  }

  private static Alert structured(JsonNode event, String path, Instant now) {
    if (!event.isObject()) {
      throw ForeignAlerts.invalid("", path.isEmpty() ? "the body" : path, "a CloudEvent");
    }
    Map<String, String> attributes = new TreeMap<>();
    event
        .properties()
        .forEach(entry -> {
          if (entry.getValue().isValueNode() && !entry.getValue().isNull()) {
            attributes.put(entry.getKey(), entry.getValue().asText());
          }
        });
    return ForeignAlerts.ofCloudEvent(attributes, event.path("data"), path, now);
  }

  private static Map<String, String> attributes(RequestHeaders headers) {
    Map<String, String> attributes = new TreeMap<>();
    headers.forEach((name, value) -> {
      String key = name.toString().toLowerCase(Locale.ROOT);
      if (key.startsWith(ATTRIBUTE_HEADER)) {
        attributes.put(key.substring(ATTRIBUTE_HEADER.length()), decoded(value));
      }
    });
    return attributes;
  }

  // Values are percent-encoded; a plus is a plus.
  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return value;
    }
  }

  private static String type(AggregatedHttpRequest request) {
    MediaType type = request.contentType();
    return type == null ? "" : (type.type() + "/" + type.subtype()).toLowerCase(Locale.ROOT);
  }

  private static HeadroomException unsupported(AggregatedHttpRequest request, String expected) {
    return new HeadroomException(
        ErrorCode.UNSUPPORTED,
        "Content-Type '"
            + request.headers().get(HttpHeaderNames.CONTENT_TYPE, "")
            + "' is not spoken here; expected "
            + expected);
  }
}
