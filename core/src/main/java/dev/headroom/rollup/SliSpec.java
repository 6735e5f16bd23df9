package dev.headroom.rollup;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.ServiceName;

/// Which spans an indicator counts, and which of them are bad. Two indicators with equal specs
/// share one counter; a changed threshold is another spec, so that what was counted before stays
/// exact.
///
/// Without `callee` these are the entry spans (SERVER, CONSUMER, or a root of any kind) of the
/// service as the service itself saw them; with it, the calls of the service towards that node as
/// the caller saw them. Empty texts are "any".
///
/// @param service whose spans
/// @param operation the entry operation (of the caller, when there is a callee)
/// @param callee the node called: a service's name, or `database:postgresql orders` and so on (see
///   [dev.headroom.signal.NodeId#toString])
/// @param version `service.version`
/// @param environment `deployment.environment.name`
/// @param tenant whose request
/// @param segment of which customer segment
/// @param feature for which feature
/// @param bad which spans are bad
public record SliSpec(
    ServiceName service,
    String operation,
    String callee,
    String version,
    String environment,
    String tenant,
    String segment,
    String feature,
    Bad bad) {

  /// What makes a span bad.
  public sealed interface Bad {}

  /// The span failed.
  public record Failed() implements Bad {}

  /// The span took longer than the threshold.
  ///
  /// @param thresholdNanos a span of exactly that duration is good
  /// @param failures what becomes of failed spans, however long they took
  public record Slower(long thresholdNanos, Failures failures) implements Bad {
    public Slower {
      if (thresholdNanos <= 0) {
        throw new HeadroomException(
            ErrorCode.INVALID, "threshold is " + thresholdNanos + " ns; expected more than 0");
      }
    }
  }

  /// What becomes of failed spans in an indicator of latency.
  public enum Failures {
    /// Not counted at all: only what succeeded has a latency that matters.
    LEFT_OUT,
    /// Bad, so that the indicator means "answered well and in time".
    BAD,
    /// Counted by their duration like others.
    BY_DURATION
  }

  /// All entry spans of a service that fail.
  public static SliSpec availability(ServiceName service, String operation) {
    return new SliSpec(service, operation, "", "", "", "", "", "", new Failed());
  }

  /// All entry spans of a service that succeed, against a threshold.
  public static SliSpec latency(ServiceName service, String operation, long thresholdNanos) {
    return new SliSpec(
        service, operation, "", "", "", "", "", "", new Slower(thresholdNanos, Failures.LEFT_OUT));
  }

  /// Whether the scope asks for a tenant, segment or feature, which is known of a span only when
  /// its trace is complete.
  public boolean segmented() {
    return !tenant.isEmpty() || !segment.isEmpty() || !feature.isEmpty();
  }

  /// The spec as one line, the same for equal specs: the name of its counter in the store.
  public String text() {
    StringBuilder text = new StringBuilder();
    switch (bad) {
      case Failed() -> text.append("failed");
      case Slower(long threshold, Failures failures) ->
          text.append("slower than ").append(threshold).append("ns ").append(failures);
    }
    part(text, "operation", operation);
    part(text, "callee", callee);
    part(text, "version", version);
    part(text, "environment", environment);
    part(text, "tenant", tenant);
    part(text, "segment", segment);
    part(text, "feature", feature);
    return text.toString();
  }

  private static void part(StringBuilder text, String name, String value) {
    if (!value.isEmpty()) {
      text.append('|')
          .append(name)
          .append('=')
          .append(value.replace("\\", "\\\\").replace("|", "\\|"));
    }
  }
}
