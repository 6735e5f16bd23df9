package dev.headroom.testkit.incident;

import dev.headroom.analysis.diagnosis.Diagnoser;
import dev.headroom.analysis.diagnosis.Diagnosis.Suspect;
import dev.headroom.analysis.diagnosis.DiagnosisData;
import dev.headroom.analysis.diagnosis.Question;
import dev.headroom.analysis.diagnosis.Series;
import dev.headroom.analysis.diagnosis.Signal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A way to rank the nodes of an incident.
interface Ranking {
  double ANOMALOUS = 3;

  /// The most likely first.
  List<String> of(DiagnosisData data, Question question);

  /// What is judged.
  static List<String> diagnosis(DiagnosisData data, Question question) {
    return new Diagnoser(data).answer(question).ranking().stream().map(Suspect::node).toList();
  }

  /// By the largest z-score of any series of the node; empty when the target's stays below 3.
  static List<String> largestZ(DiagnosisData data, Question question) {
    return byZ(scores(data, question, false));
  }

  /// Nodes below the target whose asked metric is anomalous, the farthest first, then by z-score.
  static List<String> deepest(DiagnosisData data, Question question) {
    Map<String, Double> scores = scores(data, question, true);
    Map<String, Integer> below = data.graph().below(String.valueOf(question.target()));
    scores.values().removeIf(z -> z < ANOMALOUS);
    if (!data.graph().isEmpty() && question.target() != null) {
      scores.keySet().retainAll(below.keySet());
    }
    List<String> nodes = new ArrayList<>(byZ(scores));
    nodes.sort(Comparator.comparingInt((String node) -> -below.getOrDefault(node, 0)));
    return nodes;
  }

  /// Any node, in an order by chance.
  static List<String> random(DiagnosisData data, Question question) {
    List<String> nodes =
        new ArrayList<>(data.series().stream().map(Series::node).distinct().toList());
    Collections.shuffle(nodes, new Random(nodes.size() * 31L + question.fromNanos()));
    return nodes;
  }

  private static List<String> byZ(Map<String, Double> scores) {
    return scores.entrySet().stream()
        .filter(entry -> entry.getValue() >= ANOMALOUS)
        .sorted(
            Map.Entry.<String, Double>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /// Mean of the window against mean and deviation of the two hours before, as told.
  private static Map<String, Double> scores(
      DiagnosisData data, Question question, boolean askedOnly) {
    Map<String, Double> scores = new HashMap<>();
    for (Series series : data.series()) {
      if (askedOnly && series.signal() != question.metric()) {
        continue;
      }
      double z = z(series, question);
      boolean both = series.signal() != Signal.LATENCY && series.signal() != Signal.ERRORS;
      scores.merge(series.node(), both ? Math.abs(z) : z, Math::max);
    }
    return scores;
  }

  private static double z(Series series, Question question) {
    long hours = 120 * FleetClock.MINUTE;
    double[] sums = new double[3];
    int before = 0;
    int during = 0;
    for (int i = 0; i < series.times().length; i++) {
      long time = series.times()[i];
      double value = series.values()[i];
      if (Double.isNaN(value) || time < question.fromNanos() - hours) {
        continue;
      }
      if (time < question.fromNanos()) {
        sums[0] += value;
        sums[1] += value * value;
        before++;
      } else if (time < question.toNanos()) {
        sums[2] += value;
        during++;
      }
    }
    if (before < 2 || during == 0) {
      return 0;
    }
    double mean = sums[0] / before;
    double deviation = Math.sqrt(Math.max(0, sums[1] / before - mean * mean));
    double change = sums[2] / during - mean;
    return deviation == 0 ? 0 : change / deviation;
  }
}
