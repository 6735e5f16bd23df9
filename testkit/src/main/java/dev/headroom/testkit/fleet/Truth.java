package dev.headroom.testkit.fleet;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.capacity.ResourceId;
import dev.headroom.finding.Finding;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What is true of a fleet, as opposed to what can be measured of it. Times and counts are those of
/// the analysed window.
///
/// @param planted the troubles that are on
/// @param demands busy seconds of one server per request, by route and resource
/// @param resources what there is, by resource
public record Truth(
    List<Planted> planted,
    Map<ServiceOperation, Map<ResourceId, Double>> demands,
    Map<ResourceId, Resource> resources) {

  public Truth {
    planted = List.copyOf(planted);
    demands = Map.copyOf(demands);
    resources = Map.copyOf(resources);
  }

  /// @param servers how many work side by side
  /// @param utilization busy share of all of them over the window, 0 to 1
  public record Resource(double servers, double utilization) {
    /// How many times the window's mean load fits.
    public double growth() {
      return 1 / utilization;
    }
  }

  /// A trouble and where it is.
  ///
  /// @param service whose owner would mend it
  /// @param operations where it shows; empty when the whole service is meant
  /// @param detail a part of the texts that tell it from others: a statement, a callee, a pool;
  ///   empty when nothing does
  /// @param also services in which it shows as well, so that a finding there is right too
  public record Planted(
      Trouble trouble,
      ServiceName service,
      Set<OperationName> operations,
      String detail,
      Set<ServiceName> also) {
    public Planted {
      operations = Set.copyOf(operations);
      also = Set.copyOf(also);
    }

    /// Whether the finding is this trouble, at its right place.
    public boolean foundBy(Finding finding) {
      OperationName operation = finding.subject().operation();
      return finding.analysis().equals(trouble.analysis())
          && finding.subject().service().equals(service)
          && (operations.isEmpty() || operation == null || operations.contains(operation))
          && (finding.subject().detail() + finding.claim()).contains(detail);
    }

    /// Whether the finding, of whatever analysis, may be a consequence of this trouble.
    public boolean explains(Finding finding) {
      return finding.subject().service().equals(service)
          || also.contains(finding.subject().service());
    }
  }
}
