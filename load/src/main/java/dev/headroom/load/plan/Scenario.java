package dev.headroom.load.plan;

import java.util.List;

/// What one user does: requests one after the other.
///
/// @param weight its share among scenarios, relative to the others'
public record Scenario(String name, double weight, List<RequestPlan> requests) {
  public Scenario {
    requests = List.copyOf(requests);
    if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
      throw Amounts.wrong("weight of " + name, weight, "a number above 0");
    }
    if (requests.isEmpty()) {
      throw Amounts.wrong("requests of " + name, requests, "at least one");
    }
  }
}
