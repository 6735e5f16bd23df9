package dev.headroom.analysis.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.analysis.Golden;
import dev.headroom.analysis.MadeModel;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Severity;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class LockContentionTest {
  private static final NodeId DB = new NodeId(NodeType.DATABASE, "postgresql stock");

  /// Two hours of a load that goes up and down.
  ///
  /// @param own seconds by requests of the minute
  private static MadeModel inventory(
      IntToDoubleFunction own, IntToDoubleFunction blocked, double cpuPerRequest) {
    MadeModel model = new MadeModel(0, 120);
    for (int minute = 0; minute < 120; minute++) {
      int count = (int) (300 + 250 * Math.sin(minute / 9.0));
      double seconds = own.applyAsDouble(count);
      model
          .requests("inventory", "POST /reservations", "1", "i-1", minute, count, seconds, 0)
          .gauge(
              "inventory",
              "i-1",
              "jvm.thread.count",
              "jvm.thread.daemon=true,jvm.thread.state=blocked",
              minute,
              blocked.applyAsDouble(minute))
          .gauge(
              "inventory",
              "i-1",
              "jvm.cpu.recent_utilization",
              "",
              minute,
              count / 60.0 * cpuPerRequest / 4)
          .gauge("inventory", "i-1", "jvm.cpu.count", "", minute, 4)
          .route(
              "shop",
              "POST /checkout",
              "inventory",
              "POST /reservations",
              minute,
              count,
              seconds + 0.1,
              seconds);
    }
    return model;
  }

  private static List<Finding> find(MadeModel model) {
    return new LockContention().analyze(model);
  }

  @Test
  void blockedThreadsAreNamed() {
    Golden.check(
        "lock-contention", find(inventory(_ -> 0.2, minute -> minute % 3 == 0 ? 1 : 0, 0.002)));
  }

  @Test
  void aThreadBlockedNowAndThenIsNormal() {
    assertThat(find(inventory(_ -> 0.2, minute -> minute % 40 == 0 ? 1 : 0, 0.002))).isEmpty();
  }

  @Test
  void ownTimeThatGrowsWithTheRateIsOnlyAHint() {
    // Twice as slow at twice the rate, with processors nearly idle; unlike one worker it is linear.
    IntToDoubleFunction linear = count -> 0.4 + 0.01 * count;
    assertThat(find(inventory(linear, _ -> 0, 0.002)))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.severity()).isEqualTo(Severity.WATCH);
          assertThat(finding.confidence()).isLessThan(0.5);
        });
  }

  @Test
  void ownTimeThatProcessorsExplainIsSilent() {
    assertThat(find(inventory(count -> 0.02 + 0.0001 * count, _ -> 0, 0.25))).isEmpty();
  }

  @Test
  void steadyOwnTimeIsSilent() {
    assertThat(find(inventory(_ -> 0.03, _ -> 0, 0.002))).isEmpty();
  }

  @Test
  void statementsThatWaitForARowAreNamed() {
    assertThat(find(locked("SELECT * FROM stock WHERE id = ? FOR UPDATE", 400)))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.subject().detail()).endsWith("FOR UPDATE");
          assertThat(finding.claim()).contains("waits for a database lock");
        });
  }

  @Test
  void slowStatementsWithoutALockAreOthersBusiness() {
    assertThat(find(locked("SELECT * FROM stock WHERE id = ?", 400))).isEmpty();
    assertThat(find(locked("SELECT * FROM stock WHERE id = ? FOR UPDATE", 20))).isEmpty();
  }

  private static MadeModel locked(String text, int slowMs) {
    MadeModel model = new MadeModel(0, 60);
    RollupKey key =
        new RollupKey.Statement(
            new ServiceName("inventory"), new OperationName("POST /reservations"), DB, text);
    for (int minute = 0; minute < 60; minute++) {
      Rollup rollup = model.rollup(key, minute);
      for (int i = 0; i < 20; i++) {
        rollup.addDuration((i < 2 ? slowMs : 3) * 1_000_000L, 1, false);
      }
    }
    return model;
  }
}
