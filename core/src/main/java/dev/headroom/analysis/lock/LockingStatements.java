package dev.headroom.analysis.lock;

import dev.headroom.analysis.ModelView;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/// Database statements that ask for a lock by name and sometimes wait long for it.
final class LockingStatements {
  /// The slow ones must take so many times as long as the usual ones,
  static final double TAIL = 8;

  /// and so long in nanoseconds.
  static final double SLOW_NANOS = 50e6;

  static final double EXECUTIONS_MIN = 100;

  private static final Pattern ASKS =
      Pattern.compile(
          "\\bfor\\s+(no\\s+key\\s+)?update\\b|\\bfor\\s+share\\b|\\block\\s+tables?\\b"
              + "|\\bpg_(try_)?advisory|\\bget_lock\\s*\\(|\\bsp_getapplock\\b",
          Pattern.CASE_INSENSITIVE);

  private LockingStatements() {}

  /// @param total of the window
  record Slow(RollupKey.Statement key, Rollup total) {
    double median() {
      return total.quantile(0.5);
    }

    double p95() {
      return total.quantile(0.95);
    }

    /// What is beyond the usual time, nanoseconds of all executions.
    double lostNanos() {
      return Math.max(0, total.mean() - median()) * total.count();
    }
  }

  /// The worst first.
  static List<Slow> slow(ModelView view) {
    RollupReader.Query query =
        new RollupReader.Query(
            RollupKind.STATEMENT,
            view.window(),
            key -> key instanceof RollupKey.Statement of && ASKS.matcher(of.text()).find(),
            0,
            true);
    List<Slow> slow = new ArrayList<>();
    for (RollupReader.Series series : view.rollups().read(query)) {
      if (series.key() instanceof RollupKey.Statement key) {
        Slow one = new Slow(key, series.total());
        if (one.total().count() >= EXECUTIONS_MIN
            && one.p95() >= SLOW_NANOS
            && one.p95() >= TAIL * one.median()) {
          slow.add(one);
        }
      }
    }
    slow.sort(
        Comparator.comparingDouble(Slow::lostNanos)
            .reversed()
            .thenComparing(one -> one.key().toString()));
    return slow;
  }
}
