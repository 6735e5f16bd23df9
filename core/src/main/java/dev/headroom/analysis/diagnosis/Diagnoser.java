package dev.headroom.analysis.diagnosis;

import dev.headroom.analysis.diagnosis.Diagnosis.Suspect;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Answers [Question]s about a system from whatever is known of it. Without state of its own beyond
/// the data; thread-safe. An answer costs time linear in the points of the windows.
public final class Diagnoser {
  private static final int MOST = 10;
  private static final double LEAST_SCORE = 0.05;
  private static final double LEAST_OF_BEST = 0.15;
  private static final double LEAST_STRENGTH = 0.08;

  /// Of many nodes one always moves a little.
  private static final double LEAST_OF_ALL = 0.3;

  private static final double LOUD = 0.55;
  private static final double ABOVE = 0.35;
  private static final double APART = 0.2;

  private final DiagnosisData data;

  public Diagnoser(DiagnosisData data) {
    this.data = data;
  }

  /// The nodes that probably caused what is asked; none when nothing moved.
  public Diagnosis answer(Question question) {
    Windows windows = WindowSearch.told(data.series(), question);
    Map<String, NodeShifts> nodes = NodeShifts.of(data, question, windows);
    Shift suffering = suffering(nodes, question);
    if (suffering != null) {
      windows = WindowSearch.moved(windows, suffering);
      nodes = NodeShifts.of(data, question, windows);
      suffering = suffering(nodes, question);
    }
    boolean moved = suffering != null && isTrouble(suffering, question);
    boolean unknown = suffering == null && question.target() != null;
    if (moved || unknown || isLoud(nodes, question)) {
      return new Diagnosis(question, ranked(question, windows, nodes, moved ? suffering : null));
    }
    return new Diagnosis(question, List.of());
  }

  /// Whether some node that the target may depend on moved so much that the target, or the metric,
  /// hardly needs to.
  private boolean isLoud(Map<String, NodeShifts> nodes, Question question) {
    String target = question.target();
    Set<String> below =
        target == null || !data.graph().knows(target)
            ? nodes.keySet()
            : data.graph().below(target).keySet();
    return below.stream()
        .anyMatch(node -> NodeShifts.of(nodes, node).loudest(question.metric()) >= LOUD);
  }

  /// The shift of the target, or the strongest of all nodes.
  private static @Nullable Shift suffering(Map<String, NodeShifts> nodes, Question question) {
    String target = question.target();
    if (target != null) {
      return NodeShifts.of(nodes, target).sli(question.metric());
    }
    Shift worst = null;
    for (NodeShifts node : nodes.values()) {
      Shift shift = node.sli(question.metric());
      if (shift != null && (worst == null || weight(shift, question) > weight(worst, question))) {
        worst = shift;
      }
    }
    return worst;
  }

  private static double weight(Shift shift, Question question) {
    return question.metric() == Signal.REQUESTS ? shift.strengthEitherWay() : shift.strength();
  }

  private static boolean isTrouble(Shift shift, Question question) {
    double least = question.target() == null ? LEAST_OF_ALL : LEAST_STRENGTH;
    return weight(shift, question) >= least;
  }

  private List<Suspect> ranked(
      Question question,
      Windows windows,
      Map<String, NodeShifts> nodes,
      @Nullable Shift suffering) {
    Evidence evidence = new Evidence(data, question, windows, nodes, suffering);
    List<Suspect> suspects = new ArrayList<>();
    for (String node : candidates(nodes)) {
      Suspect suspect = evidence.of(node, paths(question, node));
      if (suspect.score() >= LEAST_SCORE) {
        suspects.add(suspect);
      }
    }
    suspects.sort(
        Comparator.comparingDouble(Suspect::score).reversed().thenComparing(Suspect::node));
    double best = suspects.isEmpty() ? 0 : suspects.getFirst().score();
    return suspects.stream()
        .filter(suspect -> suspect.score() >= LEAST_OF_BEST * best)
        .limit(MOST)
        .toList();
  }

  private Set<String> candidates(Map<String, NodeShifts> nodes) {
    Set<String> candidates = new TreeSet<>(nodes.keySet());
    data.logs().forEach(log -> candidates.add(log.node()));
    return candidates;
  }

  /// How far the trouble of the node can reach the target: at once through calls, only as load from
  /// above, hardly otherwise.
  private Evidence.Reach paths(Question question, String node) {
    String target = question.target();
    if (target == null || !data.graph().knows(target)) {
      return new Evidence.Reach(1, 1, "");
    }
    Integer below = data.graph().below(target).get(node);
    if (below != null) {
      String way = below == 0 ? "" : below + (below == 1 ? " call" : " calls") + " below " + target;
      return new Evidence.Reach(Math.pow(0.99, below), 1, way);
    }
    if (data.graph().above(target).containsKey(node)) {
      boolean requests = question.metric() == Signal.REQUESTS;
      return new Evidence.Reach(requests ? 0.9 : ABOVE, 0.9, "above " + target + ", as a caller");
    }
    return new Evidence.Reach(APART, 0.5, "no call leads from " + target + " to it");
  }
}
