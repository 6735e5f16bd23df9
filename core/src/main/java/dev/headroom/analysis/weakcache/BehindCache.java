package dev.headroom.analysis.weakcache;

import dev.headroom.analysis.Call;
import dev.headroom.analysis.CallKey;
import dev.headroom.analysis.Exemplars;
import dev.headroom.analysis.ModelView;
import dev.headroom.analysis.RouteCosts;
import dev.headroom.analysis.RouteSamples;
import dev.headroom.analysis.Visit;
import dev.headroom.rollup.RollupKey.Statement;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The statements that a service runs when its cache does not know: those that ran about as often
/// as the cache missed. A correlation, not a proof.
final class BehindCache {
  /// By which share of the misses the executions may differ from them.
  static final double MATCH = 0.25;

  /// How many sampled requests must be seen to tell how often the same is asked for.
  static final int LEAST_REQUESTS = 50;

  private final Set<CallKey> keys = new TreeSet<>();
  private final RouteCosts costs = new RouteCosts();
  private final Exemplars exemplars = new Exemplars();
  private final Set<String> asked = new HashSet<>();
  private long requests;

  private BehindCache() {}

  static BehindCache of(ModelView view, String service, double misses, List<RouteSamples> routes) {
    Map<String, Set<String>> statements = matching(view, service, misses);
    BehindCache behind = new BehindCache();
    if (!statements.isEmpty()) {
      for (RouteSamples route : routes) {
        route.visits(visit -> {
          if (visit.where().service().value().equals(service)) {
            behind.add(visit, statements);
          }
        });
      }
    }
    return behind;
  }

  /// Statements by entry operation.
  private static Map<String, Set<String>> matching(ModelView view, String service, double misses) {
    Map<String, Set<String>> found = new HashMap<>();
    for (RollupReader.Series series :
        view.rollups()
            .read(
                new RollupReader.Query(
                    RollupKind.STATEMENT,
                    view.window(),
                    key -> key.service().value().equals(service),
                    0,
                    false))) {
      if (series.key() instanceof Statement statement
          && Math.abs(series.total().count() - misses) <= MATCH * misses) {
        found
            .computeIfAbsent(statement.operation().value(), _ -> new HashSet<>())
            .add(statement.text());
      }
    }
    return found;
  }

  private void add(Visit visit, Map<String, Set<String>> statements) {
    Set<String> texts = statements.getOrDefault(visit.where().operation().value(), Set.of());
    List<Call> reads = new ArrayList<>();
    for (Call call : visit.calls()) {
      if (texts.contains(call.key().statement()) && call.reads()) {
        reads.add(call);
      }
    }
    if (reads.isEmpty()) {
      return;
    }
    long critical = reads.stream().mapToLong(Call::criticalNanos).sum();
    exemplars.offer(critical, visit, reads);
    if (visit.weight() > 0) {
      reads.forEach(call -> keys.add(call.key()));
      costs.add(visit, critical);
      String path = visit.entry().attributes().text("url.path", "http.target");
      if (!path.isEmpty()) {
        requests++;
        asked.add(path + "?" + visit.entry().attributes().text("url.query"));
      }
    }
  }

  Set<CallKey> keys() {
    return keys;
  }

  RouteCosts costs() {
    return costs;
  }

  Exemplars exemplars() {
    return exemplars;
  }

  /// The share of the sampled requests that asked for what another one had asked for: at least so
  /// many lookups could hit, as samples miss most repeats. NaN when it cannot be told.
  double repeatedShare() {
    return requests < LEAST_REQUESTS ? Double.NaN : 1 - (double) asked.size() / requests;
  }
}
