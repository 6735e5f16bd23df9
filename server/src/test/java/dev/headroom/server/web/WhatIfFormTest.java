package dev.headroom.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.finding.Edit;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WhatIfFormTest {
  private static final Edit.Target NARROW =
      new Edit.Target(
          new ServiceName("orders"),
          new OperationName("SELECT lines"),
          new OperationName("GET /orders"),
          "SELECT a || b FROM lines WHERE id = ?");

  private static WhatIfForm of(Edit... edits) {
    return WhatIfForm.of("web", "GET /", List.of(edits));
  }

  @Test
  void whatARemedyChangesIsAskedAsItStands() {
    for (Edit edit :
        List.of(
            new Edit.Batched(NARROW),
            new Edit.Cached(NARROW, 0.75),
            new Edit.Retries(NARROW, 0.25),
            new Edit.Capped(NARROW, 1_240_000_000),
            new Edit.Faster(Edit.Target.of(NARROW.service(), NARROW.operation()), 50),
            new Edit.PoolSize(Edit.Target.of(NARROW.service(), NARROW.operation()), "", 2, 12))) {
      assertThat(of(edit).edit()).isEqualTo(edit);
    }
  }

  @Test
  void statementsOfOneOperationAreToldApart() {
    Edit.Target other =
        new Edit.Target(
            NARROW.service(), NARROW.operation(), NARROW.under(), "SELECT c FROM lines");
    WhatIfForm form = of(new Edit.Batched(NARROW), new Edit.Removed(other));
    assertThat(form.targets()).hasSize(2);
    assertThat(form.targets().values())
        .containsExactly(
            "SELECT a || b FROM lines WHERE id = ? · orders · for GET /orders",
            "SELECT c FROM lines · orders · for GET /orders");
  }
}
