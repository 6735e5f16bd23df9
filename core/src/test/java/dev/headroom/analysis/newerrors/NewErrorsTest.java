package dev.headroom.analysis.newerrors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.analysis.Golden;
import dev.headroom.analysis.MadeModel;
import dev.headroom.base.ServiceName;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Severity;
import dev.headroom.signal.ChangeEvent;
import dev.headroom.signal.NodeId;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class NewErrorsTest {
  private static final int ERROR = 17;
  private static final String TEXT = "payment <*> rejected: card scheme is not supported";

  /// Two hours of history and two of the window.
  ///
  /// @param failures of the 60 requests of a minute
  private static MadeModel payments(IntUnaryOperator failures) {
    MadeModel model = new MadeModel(120, 120);
    for (int minute = 0; minute < 240; minute++) {
      int failed = failures.applyAsInt(minute);
      model.requests("payments", "POST /charges", "1", "p-1", minute, 60, 0.1, failed);
    }
    return model;
  }

  private static MadeModel deployed(MadeModel model, int minute) {
    return model.change(
        new ChangeEvent(
            "c1",
            MadeModel.at(minute),
            new ServiceName("payments"),
            "2.0.0",
            "prod",
            ChangeEvent.Kind.DEPLOY,
            "",
            "",
            "api"));
  }

  private static MadeModel logs(MadeModel model, int from, int every, String text) {
    for (int minute = from; minute < 240; minute += every) {
      model.template("payments", text, ERROR, "2.0.0", minute, 1);
    }
    return model;
  }

  private static List<Finding> find(MadeModel model) {
    return new NewErrors().analyze(model);
  }

  @Test
  void aNewTemplateAfterAChangeIsNamedWithIt() {
    Golden.check("new-errors", find(logs(deployed(payments(_ -> 0), 170), 180, 4, TEXT)));
  }

  @Test
  void aFewNewRecordsWithoutAChangeAreNoise() {
    assertThat(find(logs(payments(_ -> 0), 180, 4, TEXT))).isEmpty();
    assertThat(find(logs(deployed(payments(_ -> 0), 170), 236, 1, TEXT))).isEmpty();
  }

  @Test
  void manyNewRecordsCountWithoutAChange() {
    assertThat(find(logs(payments(_ -> 0), 180, 1, TEXT)))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.severity()).isEqualTo(Severity.MINOR);
          assertThat(finding.confidence()).isLessThan(0.8);
        });
  }

  @Test
  void whatWasLoggedBeforeIsNotNew() {
    MadeModel model = logs(deployed(payments(_ -> 0), 170), 180, 1, TEXT);
    model.template("payments", TEXT, ERROR, "1", 20, 1);
    assertThat(find(model)).isEmpty();
  }

  @Test
  void aTemplateThatOnlyGotWiderIsNotNew() {
    MadeModel model = logs(deployed(payments(_ -> 0), 170), 180, 1, TEXT);
    model.template("payments", TEXT.replace("card", "<*>"), ERROR, "1", 20, 1);
    assertThat(find(model)).isEmpty();
  }

  @Test
  void aServiceWithoutHistoryHasNoUsual() {
    MadeModel model = new MadeModel(120, 120);
    for (int minute = 115; minute < 240; minute++) {
      model.requests("payments", "POST /charges", "1", "p-1", minute, 60, 0.1, 0);
    }
    assertThat(find(logs(deployed(model, 118), 121, 1, TEXT))).isEmpty();
  }

  @Test
  void anOperationThatBeginsToFailIsNamed() {
    assertThat(find(payments(minute -> minute < 180 ? 0 : 6)))
        .singleElement()
        .satisfies(finding -> assertThat(finding.claim()).contains("POST /charges", "10 %"));
  }

  @Test
  void failuresOfCalleesAreTheirs() {
    MadeModel model = payments(minute -> minute < 180 ? 0 : 6);
    NodeId ledger = NodeId.service(new ServiceName("ledger"));
    for (int minute = 180; minute < 240; minute++) {
      model.calls("payments", "POST /charges", ledger, "POST /entries", minute, 60, 0.01, 6);
    }
    assertThat(find(model)).isEmpty();
  }

  @Test
  void failuresAsOftenAsBeforeAreNotNew() {
    assertThat(find(payments(_ -> 2))).isEmpty();
  }
}
