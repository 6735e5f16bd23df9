package dev.headroom.analysis;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The call that an operation makes first: whoever waits for a connection or a worker within a span
/// waits right before it.
public final class FirstCall {
  private FirstCall() {}

  /// The one that most visits of the operation begin with, of those that pass; null when no sampled
  /// visit makes one.
  public static @Nullable CallKey of(
      ModelView view, ServiceName service, OperationName operation, Predicate<CallKey> which) {
    Map<CallKey, Double> first = new HashMap<>();
    for (RouteSamples route : RouteSamples.all(view)) {
      route.visits(visit -> {
        if (visit.where().service().equals(service)
            && visit.where().operation().equals(operation)) {
          visit.calls().stream()
              .map(Call::key)
              .filter(which)
              .findFirst()
              .ifPresent(key -> first.merge(key, visit.weight(), Double::sum));
        }
      });
    }
    return first.entrySet().stream()
        .max(
            Map.Entry.<CallKey, Double>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
        .map(Map.Entry::getKey)
        .orElse(null);
  }
}
