package dev.headroom.analysis.diagnosis;

import dev.headroom.analysis.diagnosis.Diagnosis.Suspect;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Weighs what speaks for and against one node as the cause.
///
/// Evidence e with weight w adds up as 1 - Π(1 - w·e); a change within 30 minutes before doubles
/// the odds-like score p to 2p / (1 + p). The weights are the same for all systems;
/// docs/diagnosis.md has the table.
final class Evidence {
  private static final double SLI = 0.75;
  private static final double OTHER_SLI = 0.7;
  private static final double RESOURCE = 0.5;
  private static final double LOAD = 0.7;
  private static final double FEWER = 0.15;
  private static final double LOG = 0.3;
  private static final double SPECTRUM = 0.2;
  private static final double VERSION = 0.4;
  private static final double OWN = 0.6;
  private static final double LATE = 0.9;
  private static final double EXCUSED = 0.8;
  private static final double CARRIED = 0.3;
  private static final double LEAST_ASKED = 0.2;
  private static final long CHANGE_BEFORE = 30 * 60_000_000_000L;

  private final DiagnosisData data;
  private final Question question;
  private final Windows windows;
  private final Map<String, NodeShifts> nodes;
  private final @Nullable Shift suffering;
  private final Blame blame;
  private final Spectrum spectrum;
  private final LogShifts logs;

  /// How the node's trouble can get to the target.
  ///
  /// @param weight of everything but load
  /// @param load weight of load
  /// @param way in words, may be empty
  record Reach(double weight, double load, String way) {}

  Evidence(
      DiagnosisData data,
      Question question,
      Windows windows,
      Map<String, NodeShifts> nodes,
      @Nullable Shift suffering) {
    this.data = data;
    this.question = question;
    this.windows = windows;
    this.nodes = nodes;
    this.suffering = suffering;
    this.blame = new Blame(data.graph(), nodes);
    this.spectrum = new Spectrum(data.traces(), question, windows);
    this.logs = new LogShifts(data.logs(), data.graph(), windows);
  }

  /// Adds up the evidence of one node.
  private static final class Sum {
    private final List<String> reasons = new ArrayList<>();
    private double innocent = 1;

    void add(double weight, double evidence, String reason) {
      if (evidence >= 0.05) {
        innocent *= 1 - weight * Numbers.clamp(evidence);
        reasons.add(reason);
      }
    }

    double score() {
      return 1 - innocent;
    }
  }

  Suspect of(String node, Reach reach) {
    Sum sum = new Sum();
    List<String> against = new ArrayList<>();
    double load = blame.load(node) * (isCarried(node) ? CARRIED : 1);
    double local = indicators(node, sum, against, load);
    resources(node, sum);
    traces(node, sum, local);
    logs(node, sum, local);
    double score = changed(node, sum) * reach.weight() * punctuality(node, against);
    if (!reach.way().isEmpty()) {
      (reach.weight() < 0.9 ? against : sum.reasons).add(reach.way());
    }
    score = 1 - (1 - score) * (1 - reach.load() * load(node, load, sum));
    List<String> reasons = new ArrayList<>(sum.reasons);
    against.forEach(reason -> reasons.add("against: " + reason));
    return new Suspect(node, Math.round(score * 1e4) / 1e4, reasons);
  }

  /// Latency and failures that callees do not explain; returns the local share of the strongest.
  private double indicators(String node, Sum sum, List<String> against, double load) {
    double best = 0;
    double bestLocal = 1;
    String reason = "";
    for (Signal signal : List.of(Signal.LATENCY, Signal.ERRORS)) {
      Shift shift = NodeShifts.of(nodes, node).sli(signal);
      if (shift == null || shift.strength() == 0) {
        continue;
      }
      boolean asked =
          signal == question.metric() || (signal.isShare() && question.metric().isShare());
      Blame.Explained explained = blame.byCallees(node, signal);
      double local = local(node, signal, explained);
      double evidence = shift.strength() * local * (asked ? 1 : OTHER_SLI);
      if (explained.share() >= 0.3) {
        against.add(
            percent(explained.share())
                + " of its "
                + signal.word()
                + " is that of "
                + explained.callee()
                + ", which it calls");
      }
      if (evidence > best) {
        best = evidence;
        bestLocal = local;
        reason = shift.sentence();
      }
    }
    if (best > 0) {
      // More requests than usual explain some slowness; then the sender of the requests is to
      // blame.
      boolean sender = load > 0.1 && !isCarried(node);
      double excused = sender ? 0 : Math.min(EXCUSED, 1.3 * asked(node));
      sum.add(SLI, best * (1 - excused), reason);
    }
    return bestLocal;
  }

  /// Without a call graph a rise of requests is the asked node's if that has one, too.
  private boolean isCarried(String node) {
    String target = question.target();
    return data.graph().isEmpty()
        && target != null
        && !target.equals(node)
        && asked(target) > LEAST_ASKED;
  }

  /// How much more was asked of the node, 0 to 1.
  private double asked(String node) {
    Shift requests = NodeShifts.of(nodes, node).get(Signal.REQUESTS);
    return requests == null ? 0 : requests.strength();
  }

  /// What the callees leave; own time of traces tells it directly.
  private double local(String node, Signal signal, Blame.Explained explained) {
    double rest = 1 - explained.share();
    NodeShifts shifts = NodeShifts.of(nodes, node);
    Shift own = shifts.get(Signal.OWN_TIME);
    if (signal != Signal.LATENCY || own == null || data.graph().callees(node).isEmpty()) {
      return rest;
    }
    double moved = own.z() < 2 ? 0 : own.strengthEitherWay() / 0.5;
    return (1 - OWN) * rest + OWN * Numbers.clamp(moved);
  }

  private void resources(String node, Sum sum) {
    List<Shift> moved = new ArrayList<>();
    for (Signal signal : Signal.values()) {
      Shift shift = NodeShifts.of(nodes, node).get(signal);
      if (shift != null && signal.isResource()) {
        moved.add(shift);
      }
    }
    moved.sort(Comparator.comparingDouble((Shift shift) -> blame.resource(node, shift)).reversed());
    double weight = RESOURCE;
    for (Shift shift : moved) {
      sum.add(weight, blame.resource(node, shift), shift.sentence());
      weight /= 2;
    }
  }

  private double load(String node, double load, Sum sum) {
    Shift requests = NodeShifts.of(nodes, node).get(Signal.REQUESTS);
    if (requests == null || Math.abs(load) < 0.05) {
      return 0;
    }
    // Callers repeat what failed; where nobody is known to call, users came.
    double failing = NodeShifts.of(nodes, node).strength(Signal.ERRORS);
    double repeated = data.graph().callers(node).isEmpty() ? 0 : Math.min(1, 2 * failing);
    boolean asked = question.metric() == Signal.REQUESTS;
    String retries = repeated > 0.2 && load > 0 ? "; some may be retries, as it fails" : "";
    sum.reasons.add(requests.sentence() + ", which its callers do not explain" + retries);
    double weight = load > 0 ? LOAD * (1 - 0.8 * repeated) : asked ? LOAD : FEWER;
    return weight * Math.abs(load);
  }

  private void traces(String node, Sum sum, double local) {
    double ochiai = spectrum.ochiai(node);
    if (sum.score() > 0) {
      sum.add(
          SPECTRUM,
          ochiai * local,
          "it is abnormal where traces are bad (Ochiai " + Numbers.text(ochiai) + ")");
    }
    Spectrum.BadVersion worse = spectrum.badVersion(node);
    if (worse != null) {
      sum.add(
          VERSION,
          worse.share() * local,
          "version '"
              + worse.version()
              + "' has "
              + percent(worse.share())
              + " more abnormal visits than its other versions");
    }
  }

  private void logs(String node, Sum sum, double local) {
    LogShifts.Found found = logs.get(node);
    if (found != null) {
      String where = found.from().equals(node) ? "it logs" : found.from() + " logs";
      sum.add(
          LOG,
          found.strength() * (0.4 + 0.6 * local),
          where
              + " '"
              + found.template()
              + "' "
              + found.lines()
              + " times ("
              + found.before()
              + " in the baseline)");
    }
  }

  private double changed(String node, Sum sum) {
    double score = sum.score();
    long slack = WindowSearch.slack(windows.step());
    for (ChangeFact change : data.changes()) {
      long before = windows.from() - change.timeNanos();
      if (change.node().equals(node) && before <= CHANGE_BEFORE && before >= -slack) {
        sum.reasons.add(
            change.what()
                + ", "
                + Math.abs(before) / 60_000_000_000L
                + " minutes "
                + (before >= 0 ? "before" : "after")
                + " it began");
        return 2 * score / (1 + score);
      }
    }
    return score;
  }

  /// A node that is late by more than two cells is less likely.
  private double punctuality(String node, List<String> against) {
    Shift first = suffering;
    Shift shift = NodeShifts.of(nodes, node).sli(question.metric());
    if (first == null || shift == null || shift.strength() == 0) {
      return 1;
    }
    long late = shift.onset() - first.onset();
    if (late <= 2 * windows.step()) {
      return 1;
    }
    against.add("it moved " + late / 60_000_000_000L + " minutes after " + first.series().node());
    return LATE;
  }

  private static String percent(double share) {
    return Math.round(100 * share) + " %";
  }
}
