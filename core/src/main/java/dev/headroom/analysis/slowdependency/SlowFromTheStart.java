package dev.headroom.analysis.slowdependency;

import static dev.headroom.analysis.PlainNumbers.duration;
import static dev.headroom.analysis.PlainNumbers.number;
import static dev.headroom.analysis.PlainNumbers.percent;

import dev.headroom.analysis.Lately;
import dev.headroom.analysis.ModelView;
import dev.headroom.analysis.RouteSamples;
import dev.headroom.base.ServiceName;
import dev.headroom.finding.Coverage;
import dev.headroom.finding.Evidence;
import dev.headroom.finding.Evidence.Figure;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Remedy;
import dev.headroom.finding.Remedy.Level;
import dev.headroom.finding.Severity;
import dev.headroom.finding.Subject;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey.Edge;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Hosts outside that a route mostly waits for and that are slow, though no slower than before as
/// far as is known. Worth watching, not more.
final class SlowFromTheStart {
  /// The median from which on a host is slow for everybody.
  static final double LEAST_NANOS = 500e6;

  /// The share of a route's critical path that must lie in calls to it.
  static final double LEAST_ROUTE_SHARE = 0.5;

  private static final double CONFIDENCE = 0.5;

  /// A host as one service calls it.
  private record Host(ServiceName caller, NodeId callee) implements Comparable<Host> {
    @Override
    public int compareTo(Host other) {
      return (caller + "\0" + callee).compareTo(other.caller + "\0" + other.callee);
    }
  }

  private SlowFromTheStart() {}

  /// @param known what is told already
  static List<Finding> find(ModelView view, List<RouteSamples> routes, List<Suspect> known) {
    Map<Host, Rollup> hosts = new TreeMap<>();
    for (RollupReader.Series series :
        view.rollups()
            .read(
                new RollupReader.Query(
                    RollupKind.EDGE,
                    view.window(),
                    key -> key instanceof Edge edge && edge.callee().type() == NodeType.EXTERNAL,
                    0,
                    true))) {
      if (series.key() instanceof Edge edge
          && known.stream().noneMatch(suspect -> suspect.concerns(edge))) {
        hosts
            .computeIfAbsent(new Host(edge.service(), edge.callee()), _ -> new Rollup())
            .merge(series.total());
      }
    }
    List<Finding> findings = new ArrayList<>();
    hosts.forEach((host, calls) -> {
      if (calls.observed() >= Lately.LEAST_COUNT && calls.quantile(0.5) >= LEAST_NANOS) {
        Finding finding = finding(view, routes, host, calls);
        if (finding != null) {
          findings.add(finding);
        }
      }
    });
    return findings;
  }

  private static @Nullable Finding finding(
      ModelView view, List<RouteSamples> routes, Host host, Rollup calls) {
    Waiting waiting =
        new Waiting(
            host.caller(),
            host.callee(),
            key -> key.entry().service().equals(host.caller()),
            routes);
    double share = waiting.dearestShare(view.window());
    if (share < LEAST_ROUTE_SHARE) {
      return null;
    }
    List<Evidence> evidence = new ArrayList<>();
    evidence.add(
        new Figure(
            "a call, median",
            calls.quantile(0.5) / 1e9,
            Double.NaN,
            Double.NaN,
            "s",
            "median over " + number(calls.count()) + " calls, as the caller sees them"));
    evidence.addAll(waiting.exemplars().refs("a request that waits for it"));
    return new Finding(
        SlowDependency.ID,
        new Subject(host.caller(), null, host.callee().toString()),
        host.callee()
            + ", called by "
            + host.caller()
            + ", answers slowly (median "
            + duration(calls.quantile(0.5))
            + "), and up to "
            + percent(share)
            + " of a route's time is spent waiting for it; whether it was faster before is not"
            + " known.",
        Severity.WATCH,
        CONFIDENCE,
        waiting.impact(view.window()),
        evidence,
        List.of(
            new Remedy(
                "See whether requests can be answered before the call ends, or whether its answers"
                    + " can be kept.",
                Level.HIGH,
                Level.MEDIUM,
                List.of())),
        String.format(
            Locale.ROOT,
            "At least %d calls (seen: %s) to a host outside with a median of at least %s (seen:"
                + " %s), and at least %s of a route's critical path lies in them (seen: %s).",
            Lately.LEAST_COUNT,
            number(calls.count()),
            duration(LEAST_NANOS),
            duration(calls.quantile(0.5)),
            percent(LEAST_ROUTE_SHARE),
            percent(share)),
        "The host is expected to take that long, and users are content to wait.",
        new Coverage(view.window(), waiting.traces(), "traces", Double.NaN));
  }
}
