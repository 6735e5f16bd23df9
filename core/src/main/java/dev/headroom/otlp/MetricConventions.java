package dev.headroom.otlp;

import dev.headroom.signal.Attributes;
import dev.headroom.signal.MetricPoint;
import dev.headroom.signal.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Brings metrics of the older semantic conventions to the names, units and attributes of the
/// stable ones. Without state and thread-safe.
public final class MetricConventions {
  private MetricConventions() {}

  /// A point under its current name, unit and attributes.
  ///
  /// @param point its values are still in the unit they were sent in
  /// @param factor what values are to be multiplied with to be in the point's unit
  public record Normalized(MetricPoint point, double factor) {}

  /// The point under its current name, whatever else is in its request.
  public static Normalized normalize(MetricPoint point) {
    MetricRename rename = MetricRename.of(point.metric());
    if (rename == null) {
      return new Normalized(renamed(point, point.metric(), point.unit()), 1);
    }
    return new Normalized(
        renamed(point, rename.name(), rename.unit(point.unit())), rename.factor(point.unit()));
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
