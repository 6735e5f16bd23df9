package dev.headroom.app.diagnose;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headroom.analysis.diagnosis.Diagnoser;
import dev.headroom.analysis.diagnosis.Diagnosis;
import dev.headroom.analysis.diagnosis.Diagnosis.Suspect;
import dev.headroom.analysis.diagnosis.DiagnosisData;
import dev.headroom.analysis.diagnosis.Question;
import dev.headroom.analysis.diagnosis.Series;
import java.util.Locale;

/// Answers from telemetry at hand.
final class FileAnswers implements Answers {
  private static final JsonMapper JSON = new JsonMapper();

  private final Diagnoser diagnoser;
  private final Moments moments;

  FileAnswers(DiagnosisData data) {
    diagnoser = new Diagnoser(data);
    moments = new Moments(end(data));
  }

  /// Just after the last value.
  private static long end(DiagnosisData data) {
    long last = 0;
    for (Series series : data.series()) {
      int size = series.times().length;
      last = size == 0 ? last : Math.max(last, series.times()[size - 1]);
    }
    return last + 1;
  }

  @Override
  public Moments moments() {
    return moments;
  }

  @Override
  public ObjectNode answer(Asked asked) {
    return json(diagnoser.answer(asked.question(moments)));
  }

  private static ObjectNode json(Diagnosis diagnosis) {
    ObjectNode node = JSON.createObjectNode();
    Question question = diagnosis.question();
    node.put("target", question.target());
    node.put("metric", question.metric().name().toLowerCase(Locale.ROOT));
    node.putObject("window")
        .put("from", Moments.instant(question.fromNanos()).toString())
        .put("to", Moments.instant(question.toNanos()).toString());
    ArrayNode ranking = node.putArray("ranking");
    for (Suspect suspect : diagnosis.ranking()) {
      ObjectNode entry = ranking.addObject();
      entry.put("node", suspect.node()).put("score", suspect.score());
      suspect.reasons().forEach(entry.putArray("reasons")::add);
    }
    return node;
  }
}
