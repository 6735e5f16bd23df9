package dev.headroom.otlp;

import dev.headroom.signal.Attributes;
import dev.headroom.signal.MetricPoint;
import dev.headroom.signal.Scope;
import dev.headroom.signal.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Brings metrics of the older semantic conventions to the names, units and attributes of the
/// stable ones, and lets senders that emit both generations (`/dup`) count once. Without state and
/// thread-safe.
public final class MetricConventions {
  private MetricConventions() {}

  /// A point under its current name, unit and attributes.
  ///
  /// @param point its values are still in the unit they were sent in
  /// @param factor what values are to be multiplied with to be in the point's unit
  public record Normalized(MetricPoint point, double factor) {}

  /// Decodes an `ExportMetricsServiceRequest` and hands on its valid points, normalised; a metric
  /// whose successor comes from the same scope of the same request is left out (and counts as
  /// accepted).
  ///
  /// @throws dev.headroom.base.HeadroomException with `INVALID` when the bytes are no such message,
  ///   before anything is handed on
  public static Tally decode(byte[] request, Consumer<Normalized> sink) {
    Set<Emitted> successors = new HashSet<>();
    Tally tally = MetricDecoder.decode(request, point -> noteSuccessor(point, successors));
    MetricDecoder.decode(request, point -> pass(point, successors, sink));
    return tally;
  }

  /// The points of one request, normalised, without those that a successor makes superfluous.
  public static List<Normalized> normalize(List<MetricPoint> points) {
    Set<Emitted> successors = new HashSet<>();
    points.forEach(point -> noteSuccessor(point, successors));
    List<Normalized> normalized = new ArrayList<>(points.size());
    points.forEach(point -> pass(point, successors, normalized::add));
    return normalized;
  }

  /// The point under its current name, whatever else is in its request.
  public static Normalized normalize(MetricPoint point) {
    MetricRename rename = MetricRename.of(point.metric());
    if (rename == null) {
      return new Normalized(renamed(point, point.metric(), point.unit()), 1);
    }
    return new Normalized(
        renamed(point, rename.name(), rename.unit(point.unit())), rename.factor(point.unit()));
  }

  private record Emitted(Attributes resource, Scope scope, String metric) {}

  private static void noteSuccessor(MetricPoint point, Set<Emitted> successors) {
    if (MetricRename.isSuccessor(point.metric())) {
      successors.add(new Emitted(point.resource(), point.scope(), point.metric()));
    }
  }

  private static void pass(MetricPoint point, Set<Emitted> successors, Consumer<Normalized> sink) {
    MetricRename rename = MetricRename.of(point.metric());
    boolean superfluous =
        rename != null
            && !successors.isEmpty()
            && successors.contains(new Emitted(point.resource(), point.scope(), rename.name()));
    if (!superfluous) {
      sink.accept(normalize(point));
    }
  }

  private static MetricPoint renamed(MetricPoint point, String name, String unit) {
    Attributes attributes = attributes(point, name);
    if (attributes.equals(point.attributes())
        && name.equals(point.metric())
        && unit.equals(point.unit())) {
      return point;
    }
    return new MetricPoint(
        name,
        point.description(),
        unit,
        point.startNanos(),
        point.timeNanos(),
        point.noRecordedValue(),
        point.data(),
        attributes,
        point.exemplars(),
        point.resource(),
        point.scope());
  }

  /// The attributes under their current names; where both generations are there the current one
  /// stays.
  private static Attributes attributes(MetricPoint point, String name) {
    Map<String, String> renames = MetricRename.attributes(point.metric(), name);
    Attributes attributes = told(point);
    if (renames.isEmpty()
        || renames.keySet().stream().noneMatch(attributes.values()::containsKey)) {
      return attributes;
    }
    Map<String, Value> renamed = new LinkedHashMap<>();
    attributes
        .values()
        .forEach((key, value) -> {
          String current = renames.get(key);
          if (current == null) {
            renamed.put(key, value);
          } else if (!attributes.values().containsKey(current)) {
            renamed.put(current, converted(key, value));
          }
        });
    return new Attributes(renamed);
  }

  /// Two durations became one metric, which an attribute now tells apart.
  private static Attributes told(MetricPoint point) {
    String operation =
        switch (point.metric()) {
          case "messaging.publish.duration" -> "send";
          case "messaging.receive.duration" -> "receive";
          default -> "";
        };
    if (operation.isEmpty()) {
      return point.attributes();
    }
    Map<String, Value> told = new LinkedHashMap<>(point.attributes().values());
    told.put("messaging.operation.type", new Value.Text(operation));
    return new Attributes(told);
  }

  /// gRPC's status used to be a number and is a name now.
  private static Value converted(String oldKey, Value value) {
    String status = null;
    if (oldKey.equals(MetricRename.OLD_GRPC_STATUS) && value instanceof Value.Int64(long code)) {
      status = grpcStatus(code);
    }
    return status == null ? value : new Value.Text(status);
  }

  private static @Nullable String grpcStatus(long code) {
    List<String> names =
        List.of(
            "OK",
            "CANCELLED",
            "UNKNOWN",
            "INVALID_ARGUMENT",
            "DEADLINE_EXCEEDED",
            "NOT_FOUND",
            "ALREADY_EXISTS",
            "PERMISSION_DENIED",
            "RESOURCE_EXHAUSTED",
            "FAILED_PRECONDITION",
            "ABORTED",
            "OUT_OF_RANGE",
            "UNIMPLEMENTED",
            "INTERNAL",
            "UNAVAILABLE",
            "DATA_LOSS",
            "UNAUTHENTICATED");
    return code >= 0 && code < names.size() ? names.get((int) code) : null;
  }
}
