package dev.headroom.rollup.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.base.Limits;
import dev.headroom.base.ServiceName;
import dev.headroom.rollup.KeyTable;
import dev.headroom.rollup.LogRow;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.LogRecord;
import dev.headroom.signal.Scope;
import dev.headroom.signal.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LogFoldTest {
  private static final long MINUTE = 60_000_000_000L;

  private final KeyTable keys = new KeyTable(Limits.DEFAULT);
  private final Map<Integer, Rollup> rollups = new HashMap<>();
  private final List<LogRow> rows = new ArrayList<>();

  private static LogRecord log(String service, int severity, String body) {
    Map<String, Value> resource = new HashMap<>();
    if (!service.isEmpty()) {
      resource.put("service.name", new Value.Text(service));
    }
    resource.put("service.version", new Value.Text("1.2"));
    return new LogRecord(
        5 * MINUTE + 1,
        0,
        severity,
        "",
        "",
        new Value.Text(body),
        new Attributes(Map.of("code", new Value.Int64(7))),
        0,
        null,
        null,
        new Attributes(resource),
        Scope.NONE);
  }

  private void fold(LogFold fold, LogRecord log) {
    fold.fold(log, (key, _) -> rollups.computeIfAbsent(key, _ -> new Rollup()), rows::add);
  }

  @Test
  void recordsOfOneTemplateAreCountedTogether() {
    LogFold fold = new LogFold(keys, Limits.DEFAULT);
    fold(fold, log("shop", 9, "order 1 paid"));
    fold(fold, log("shop", 10, "order 2 paid\n\tat a.b.C"));
    assertThat(rows).extracting(LogRow::sequence).containsExactly(1L, 2L);
    int template = rows.getFirst().template();
    assertThat(rows.getLast().template()).isEqualTo(template);
    assertThat(rollups.get(template).count()).isEqualTo(2);
    assertThat(keys.key(template))
        .isEqualTo(new RollupKey.Template(new ServiceName("shop"), "order <*> paid", 9, "1.2"));
    assertThat(rows.getFirst().attributes()).isEqualTo("{\"code\":7}");
  }

  @Test
  void severitiesHaveTheirOwnTemplates() {
    LogFold fold = new LogFold(keys, Limits.DEFAULT);
    fold(fold, log("shop", 9, "order 1 paid"));
    fold(fold, log("shop", 17, "order 1 paid"));
    fold(fold, log("", 0, "order 1 paid"));
    assertThat(rollups).hasSize(3);
  }

  @Test
  void aRestartGoesOnWithSequenceAndTemplates() {
    LogFold fold = new LogFold(keys, Limits.DEFAULT);
    fold(fold, log("shop", 9, "hello alice from home"));
    fold(fold, log("shop", 9, "hello bob from home"));
    LogFold restarted = new LogFold(keys, Limits.DEFAULT);
    restarted.restore(fold.save());
    fold(restarted, log("shop", 9, "hello carol from home"));
    assertThat(rows).extracting(LogRow::sequence).containsExactly(1L, 2L, 3L);
    assertThat(rows.get(2).template()).isEqualTo(rows.get(1).template());
  }
}
