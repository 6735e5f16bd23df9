package dev.headroom.testkit.fleet;

import dev.headroom.base.Limits;
import dev.headroom.rollup.KeyTable;
import dev.headroom.rollup.RollupTable;
import dev.headroom.rollup.log.LogFold;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.LogRecord;
import dev.headroom.signal.Scope;
import dev.headroom.signal.Value;
import java.util.Random;

/// What services log. Not thread-safe.
final class LogFeed {
  private static final int INFO = 9;
  private static final int WARN = 13;
  private static final int ERROR = 17;
  private static final Scope SCOPE = new Scope("com.example.shop", "", Attributes.EMPTY);

  private final RollupTable table = new RollupTable();
  private final LogFold fold;
  private final FleetRollups rollups;
  private final Random random;

  LogFeed(KeyTable keys, FleetRollups rollups, Random random) {
    fold = new LogFold(keys, Limits.DEFAULT);
    this.rollups = rollups;
    this.random = random;
  }

  /// A minute's ordinary lines of a process.
  ///
  /// @param requests that it answered in the minute
  void minute(Replica replica, long requests, long now) {
    int lines = poisson(requests * replica.spec().logShare);
    for (int i = 0; i < lines; i++) {
      ordinary(replica, now);
    }
  }

  private void ordinary(Replica replica, long now) {
    double which = random.nextDouble();
    int number = random.nextInt(100_000);
    if (which < 0.7) {
      line(replica, INFO, "handled request " + number + " in " + random.nextInt(900) + " ms", now);
    } else if (which < 0.94) {
      line(replica, INFO, "refreshed " + random.nextInt(500) + " entries of the local table", now);
    } else if (which < 0.99) {
      line(replica, WARN, "slow response of peer 10.0.0." + random.nextInt(250), now);
    } else if (which < 0.9998) {
      line(replica, ERROR, "request " + number + " failed: connection reset by peer", now);
    } else {
      line(replica, ERROR, "cannot parse header of client " + number, now);
    }
  }

  /// Lines that begin to appear.
  void fresh(Replica replica, FleetPlan.NewTemplate template, long now) {
    int lines = poisson(template.perMinute());
    for (int i = 0; i < lines; i++) {
      String text = template.text().replace("?", Integer.toString(random.nextInt(1_000_000)));
      line(replica, template.severity(), text, now);
    }
  }

  private int poisson(double mean) {
    double left = Math.exp(-mean);
    int count = 0;
    for (double product = random.nextDouble(); product > left; product *= random.nextDouble()) {
      count++;
    }
    return count;
  }

  private void line(Replica replica, int severity, String text, long now) {
    fold.fold(
        new LogRecord(
            now,
            now,
            severity,
            "",
            "",
            new Value.Text(text),
            Attributes.EMPTY,
            0,
            null,
            null,
            replica.resource(),
            SCOPE),
        table,
        _ -> {});
  }

  /// Stores what has been counted.
  void drain() {
    rollups.add(table.drain());
  }
}
