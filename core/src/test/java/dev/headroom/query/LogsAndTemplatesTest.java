package dev.headroom.query;

import static dev.headroom.query.ModelFixture.NOON;
import static dev.headroom.query.ModelFixture.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.query.view.AttributeView;
import dev.headroom.query.view.Line;
import dev.headroom.query.view.LogView;
import dev.headroom.query.view.LogsView;
import dev.headroom.query.view.TemplateRow;
import dev.headroom.query.view.TemplatesView;
import dev.headroom.rollup.RollupKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LogsAndTemplatesTest {
  private final ModelFixture model = new ModelFixture();

  private static RollupKey.Template template(String service, String text, int severity) {
    return template(service, text, severity, "1");
  }

  private static RollupKey.Template template(
      String service, String text, int severity, String version) {
    return new RollupKey.Template(service(service), text, severity, version);
  }

  @Test
  void recordsArePagedNewestFirst() {
    for (int i = 0; i < 5; i++) {
      model.log(i, NOON.minusSeconds(60), "checkout", 9 + 4 * (i % 2), "message " + i, null);
    }
    List<String> seen = new ArrayList<>();
    String cursor = null;
    do {
      LogsView page =
          model.queries.logs(new LogSearch(model.lastHour(), null, 0, "", null, 0, cursor, 2));
      page.logs().forEach(log -> seen.add(log.body()));
      cursor = page.nextCursor();
    } while (cursor != null);

    assertThat(seen)
        .containsExactly("message 4", "message 3", "message 2", "message 1", "message 0");
    LogView warning =
        model
            .queries
            .logs(new LogSearch(model.lastHour(), null, 13, "SAGE 3", null, 0, null, 10))
            .logs()
            .getFirst();
    assertThat(warning.level()).isEqualTo("WARN");
    assertThat(warning.attributes())
        .containsExactly(new AttributeView("user", "u 1"), new AttributeView("tries", "3"));
  }

  @Test
  void theHistogramCountsByLevel() {
    model
        .at(-3, template("checkout", "a", 9), r -> r.addOccurrences(5))
        .at(-3, template("checkout", "b", 9), r -> r.addOccurrences(2))
        .at(-2, template("checkout", "c", 17), r -> r.addOccurrences(1))
        .at(-2, template("orders", "d", 17), r -> r.addOccurrences(100));

    LogsView view =
        model.queries.logs(
            new LogSearch(model.lastHour(), service("checkout"), 0, "", null, 0, null, 10));

    assertThat(view.histogram().lines()).extracting(Line::name).containsExactly("error", "info");
    assertThat(view.histogram().lines().get(1).values().stream().mapToDouble(v -> v).sum())
        .isEqualTo(7);
    assertThat(view.services()).containsExactly("checkout", "orders");
  }

  @Test
  void newIsWhatCameWithTheLastDeploy() {
    Instant deploy = NOON.minusSeconds(600);
    model
        .deploy("checkout", "2", deploy)
        .each(-200, 0, template("checkout", "old <*>", 9), r -> r.addOccurrences(10))
        .each(-9, 0, template("checkout", "old <*>", 9, "2"), r -> r.addOccurrences(10))
        .each(-5, 0, template("checkout", "fresh <*>", 17, "2"), r -> r.addOccurrences(1))
        .each(-30, 0, template("checkout", "before the deploy", 17), r -> r.addOccurrences(3))
        .each(-12, -11, template("checkout", "version 2 starts", 9, "2"), r -> r.addOccurrences(1))
        .each(-5, 0, template("starting", "service begins", 9), r -> r.addOccurrences(1))
        .each(-200, 0, template("orders", "old", 9), r -> r.addOccurrences(1))
        .each(-20, 0, template("orders", "since the window began", 13), r -> r.addOccurrences(1));

    TemplatesView view = model.queries.templates(model.lastHour(), null, Page.FIRST);

    assertThat(view.newCount()).isEqualTo(3);
    assertThat(view.templates().stream().filter(TemplateRow::isNew))
        .extracting(TemplateRow::template)
        .containsExactly("since the window began", "fresh <*>", "version 2 starts");
    TemplateRow old =
        view.templates().stream()
            .filter(row -> row.template().equals("old <*>"))
            .findFirst()
            .orElseThrow();
    assertThat(old.versions()).containsExactly("1", "2");
    assertThat(old.ids()).hasSize(2);
    assertThat(old.count()).isEqualTo(600 + 90);
    assertThat(old.firstSeen()).isEqualTo(NOON.minusSeconds(200 * 60));
    assertThat(view.since()).extracting("version").containsExactly("2");
  }

  @Test
  void emptySearchesSayHowToSendLogs() {
    assertThat(model.queries.logs(LogSearch.in(model.lastHour(), 10)).hints()).hasSize(1);
    assertThat(model.queries.templates(model.lastHour(), null, Page.FIRST).hints()).hasSize(1);
  }

  @Test
  void theFirstVersionOfAServiceHasNothingNew() {
    model
        .deploy("checkout", "1", NOON.minusSeconds(300))
        .each(-6, 0, template("checkout", "starting", 9), r -> r.addOccurrences(1))
        .each(-4, 0, template("checkout", "serving", 9), r -> r.addOccurrences(1));

    assertThat(model.queries.templates(model.lastHour(), null, Page.FIRST).newCount()).isZero();
  }
}
