package dev.headroom.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.loadtest.CapacityTest;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The result of a load test as its tool sends it. Null fields were not given.
///
/// @param id the run's; sending it again is harmless
/// @param at when the test began
/// @param kind `search` or `run`
/// @param target where the load went
/// @param service of the route it stands for; with the operation or not at all
/// @param operation the route
/// @param version of what was tested
/// @param environment of what was tested
/// @param objective what was to hold
/// @param answer one sentence
/// @param details what else there is to say
/// @param perSecond the highest rate at which the objective holds
/// @param low lower end of its 95 % interval
/// @param high upper end; absent when nothing was found to break the objective
/// @param capacityPerSecond what the target completes with more than enough to do
/// @param failed whether the answer is "no"
/// @param points the loads that were held
/// @param doubts what makes the numbers doubtful or void
/// @param command how to repeat it
/// @param document the whole result as the tool writes it
record CapacityTestRequest(
    @Nullable String id,
    @Nullable Instant at,
    @Nullable String kind,
    @Nullable String target,
    @Nullable String service,
    @Nullable String operation,
    @Nullable String version,
    @Nullable String environment,
    @Nullable String objective,
    @Nullable String answer,
    @Nullable List<@Nullable String> details,
    @Nullable Double perSecond,
    @Nullable Double low,
    @Nullable Double high,
    @Nullable Double capacityPerSecond,
    @Nullable Boolean failed,
    @Nullable List<@Nullable Load> points,
    @Nullable List<@Nullable String> doubts,
    @Nullable String command,
    @Nullable JsonNode document) {
  private static final double NANOS = 1e9;

  /// A load that was held.
  ///
  /// @param ratePerSecond offered
  /// @param lengthSeconds what was measured, without warm-up
  /// @param throughputPerSecond completed while the load was on
  /// @param inFlight mean number of requests in flight
  /// @param p50Nanos from the intended start; absent when nothing was answered
  /// @param p99Nanos likewise
  /// @param failedShare failed over ended
  /// @param verdict `holds`, `breaks`, `overloaded`, `undecided` or `void`
  record Load(
      @Nullable Double ratePerSecond,
      @Nullable Double lengthSeconds,
      @Nullable Double throughputPerSecond,
      @Nullable Double inFlight,
      @Nullable Long p50Nanos,
      @Nullable Long p99Nanos,
      @Nullable Double failedShare,
      @Nullable String verdict) {

    private CapacityTest.Point checked() {
      return new CapacityTest.Point(
          given("ratePerSecond", ratePerSecond),
          Duration.ofNanos((long) (NANOS * given("lengthSeconds", lengthSeconds))),
          given("throughputPerSecond", throughputPerSecond),
          given("inFlight", inFlight),
          p50Nanos,
          p99Nanos,
          given("failedShare", failedShare),
          verdict == null ? null : choice("verdict", CapacityTest.Verdict.class, verdict));
    }

    private static double given(String field, @Nullable Double value) {
      if (value == null) {
        throw ApiRequest.invalid(field, null, "a number");
      }
      return value;
    }
  }

  /// @throws ApiProblem or [HeadroomException] that names the field at fault
  CapacityTest test() {
    if (at == null) {
      throw ApiRequest.invalid("at", null, "when the test began, like 2026-01-31T12:00:00Z");
    }
    return new CapacityTest(
        given("id", id),
        at,
        choice("kind", CapacityTest.Kind.class, given("kind", kind)),
        new CapacityTest.Tested(given("target", target), route(), told(version), told(environment)),
        told(objective),
        given("answer", answer),
        told(details),
        ceiling(),
        capacityPerSecond,
        Boolean.TRUE.equals(failed),
        loads(),
        told(doubts),
        told(command));
  }

  /// The document as text; empty without one.
  String text() {
    if (document == null || document.isNull()) {
      return "";
    }
    if (!document.isObject()) {
      throw ApiRequest.invalid("document", document.getNodeType().name(), "a JSON object");
    }
    return document.toString();
  }

  private @Nullable ServiceOperation route() {
    if (told(service).isBlank() && told(operation).isBlank()) {
      return null;
    }
    return new ServiceOperation(
        new ServiceName(given("service", service)),
        new OperationName(given("operation", operation)));
  }

  private CapacityTest.@Nullable Ceiling ceiling() {
    if (perSecond == null) {
      if (low != null || high != null) {
        throw ApiRequest.invalid("perSecond", null, "a rate, as its interval is given");
      }
      return null;
    }
    if (low == null) {
      throw ApiRequest.invalid("low", null, "the lower end of the interval of perSecond");
    }
    return new CapacityTest.Ceiling(perSecond, low, high);
  }

  private List<CapacityTest.Point> loads() {
    List<CapacityTest.Point> checked = new ArrayList<>();
    for (Load load : points == null ? List.<@Nullable Load>of() : points) {
      String place = "points[" + checked.size() + "]";
      if (load == null) {
        throw ApiRequest.invalid(place, null, "an object");
      }
      try {
        checked.add(load.checked());
      } catch (HeadroomException e) {
        throw new HeadroomException(e.code(), place + "." + e.getMessage(), e);
      } catch (ApiProblem e) {
        throw new ApiProblem(
            e.code(), place + "." + e.detail(), place + "." + e.field(), e.value(), e.expected());
      }
    }
    return checked;
  }

  private static <E extends Enum<E>> E choice(String field, Class<E> type, String text) {
    for (E each : type.getEnumConstants()) {
      if (each.name().equalsIgnoreCase(text.strip())) {
        return each;
      }
    }
    List<String> names = new ArrayList<>();
    for (E each : type.getEnumConstants()) {
      names.add(each.name().toLowerCase(Locale.ROOT));
    }
    throw ApiRequest.invalid(field, text, "one of " + String.join(", ", names));
  }

  private static String given(String field, @Nullable String text) {
    if (text == null || text.isBlank()) {
      throw ApiRequest.invalid(field, text, "a text");
    }
    return text.strip();
  }

  private static String told(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static List<String> told(@Nullable List<@Nullable String> texts) {
    return texts == null ? List.of() : texts.stream().map(CapacityTestRequest::told).toList();
  }
}
