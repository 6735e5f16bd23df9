package dev.headroom.app.diagnose;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.analysis.diagnosis.MetricMeaning;
import dev.headroom.analysis.diagnosis.Question;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.query.DiagnosisSearch;
import org.jspecify.annotations.Nullable;

/// A question as it was typed; empty texts are left out.
record Asked(
    @Nullable String target,
    String metric,
    String statistic,
    String from,
    String to,
    String baselineFrom,
    String baselineTo) {

  /// Reads a line of `--questions`.
  static Asked of(JsonNode line) {
    String target = text(line, "target");
    return new Asked(
        target.isEmpty() ? null : target,
        text(line, "metric"),
        text(line, "statistic"),
        text(line, "from"),
        text(line, "to"),
        text(line, "baselineFrom"),
        text(line, "baselineTo"));
  }

  private static String text(JsonNode line, String name) {
    JsonNode value = line.path(name);
    return value.isNull() || value.isMissingNode() ? "" : value.asText();
  }

  Question question(Moments moments) {
    if (from.isEmpty() || to.isEmpty()) {
      throw new HeadroomException(
          ErrorCode.INVALID, "from and to are needed; at least one is absent");
    }
    if (baselineFrom.isEmpty() != baselineTo.isEmpty()) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "only one of baselineFrom and baselineTo is given; expected both or none");
    }
    Question.Baseline baseline =
        baselineFrom.isEmpty()
            ? null
            : new Question.Baseline(
                moments.read("baselineFrom", baselineFrom), moments.read("baselineTo", baselineTo));
    return new Question(
        target,
        DiagnosisSearch.metric(metric),
        MetricMeaning.statistic(statistic),
        moments.read("from", from),
        moments.read("to", to),
        baseline);
  }
}
