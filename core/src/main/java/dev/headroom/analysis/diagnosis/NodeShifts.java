package dev.headroom.analysis.diagnosis;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The shift of each signal of one node. Of several series of a signal the asked statistic counts,
/// else the one that most systems have; of resources the one that moved most.
final class NodeShifts {
  private static final NodeShifts NONE = new NodeShifts();
  private static final List<String> PREFERRED =
      List.of("p95", "p90", "p99", "average", "mean", "avg", "p50", "median", "sum", "");

  private final Map<Signal, Shift> main = new EnumMap<>(Signal.class);

  static Map<String, NodeShifts> of(DiagnosisData data, Question question, Windows windows) {
    Map<String, NodeShifts> nodes = new TreeMap<>();
    for (Series series : data.series()) {
      Shift shift = Shift.of(series, windows);
      if (shift != null) {
        nodes.computeIfAbsent(series.node(), _ -> new NodeShifts()).add(shift, question);
      }
    }
    return nodes;
  }

  static NodeShifts of(Map<String, NodeShifts> nodes, String node) {
    return nodes.getOrDefault(node, NONE);
  }

  private void add(Shift shift, Question question) {
    main.merge(
        shift.series().signal(), shift, (old, now) -> better(now, old, question) ? now : old);
  }

  private static boolean better(Shift now, Shift old, Question question) {
    Signal signal = now.series().signal();
    if (!signal.isResource() && signal != Signal.OTHER) {
      int first = rank(now, question);
      int second = rank(old, question);
      if (first != second) {
        return first < second;
      }
    }
    return now.strengthEitherWay() > old.strengthEitherWay();
  }

  private static int rank(Shift shift, Question question) {
    Series series = shift.series();
    if (series.signal() == question.metric()
        && !question.statistic().isEmpty()
        && series.statistic().equals(question.statistic())) {
      return -1;
    }
    int place = PREFERRED.indexOf(series.statistic());
    return place < 0 ? PREFERRED.size() : place;
  }

  @Nullable Shift get(Signal signal) {
    return main.get(signal);
  }

  /// The shift of the signal; errors and availability stand in for each other.
  @Nullable Shift sli(Signal signal) {
    Shift shift = main.get(signal);
    if (shift != null || !signal.isShare()) {
      return shift;
    }
    return main.get(signal == Signal.ERRORS ? Signal.AVAILABILITY : Signal.ERRORS);
  }

  double strength(Signal signal) {
    Shift shift = sli(signal);
    return shift == null ? 0 : shift.strength();
  }

  /// The strongest of the asked signal, latency, failures and resources that grew.
  double loudest(Signal asked) {
    double loudest = Math.max(strength(asked), strength(Signal.ERRORS));
    loudest = Math.max(loudest, strength(Signal.LATENCY));
    for (Shift shift : main.values()) {
      if (shift.series().signal().isResource()) {
        loudest = Math.max(loudest, shift.strength());
      }
    }
    return loudest;
  }
}
