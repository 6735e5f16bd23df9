package dev.headroom.outcome;

import dev.headroom.plan.EditKind;
import dev.headroom.plan.TrackRecord;
import dev.headroom.stat.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/// How good predictions were, and what later ones learn from it.
///
/// @param outcomes newest first
/// @param groups all of them first, then by analysis, then by kind of edit, by name
public record Calibration(List<Outcome> outcomes, List<Group> groups) implements TrackRecord {
  /// So many outcomes of a kind are needed before they change predictions.
  public static final int LEAST = 5;

  /// The shift is the mean error times n ÷ (n + this): few outcomes move little.
  public static final int PRIOR = 5;

  private static final double CONFIDENCE = 0.95;

  public Calibration {
    outcomes = List.copyOf(outcomes);
    groups = List.copyOf(groups);
  }

  /// Predictions of one kind.
  ///
  /// @param by `all`, `analysis` or `edit`
  /// @param name which one; empty for all
  /// @param outcomes how many were measured
  /// @param inside how many came out inside their interval
  /// @param share of them, with its exact 95 % interval
  /// @param bias mean of the log of measured ÷ predicted; above 0 where fixes did less than
  ///   promised
  /// @param spread standard deviation of the same; NaN for fewer than two
  /// @param correction what later predictions of this kind are changed by
  public record Group(
      String by,
      String name,
      int outcomes,
      int inside,
      Interval share,
      double bias,
      double spread,
      Correction correction) {}

  /// Keeps score over all proofs.
  public static Calibration of(List<Proof> proofs) {
    List<Outcome> outcomes =
        proofs.stream()
            .flatMap(proof -> Outcome.of(proof).stream())
            .sorted(Comparator.comparing(Outcome::at).reversed().thenComparing(Outcome::proof))
            .toList();
    List<Group> groups = new ArrayList<>();
    if (!outcomes.isEmpty()) {
      groups.add(group("all", "", outcomes));
    }
    TreeMap<String, List<Outcome>> byAnalysis = new TreeMap<>();
    TreeMap<EditKind, List<Outcome>> byEdit = new TreeMap<>();
    for (Outcome outcome : outcomes) {
      byAnalysis.computeIfAbsent(outcome.analysis(), _ -> new ArrayList<>()).add(outcome);
      outcome
          .edits()
          .forEach(kind -> byEdit.computeIfAbsent(kind, _ -> new ArrayList<>()).add(outcome));
    }
    byAnalysis.forEach((name, some) -> groups.add(group("analysis", name, some)));
    byEdit.forEach((kind, some) -> groups.add(group("edit", kind.name(), some)));
    return new Calibration(outcomes, groups);
  }

  private static Group group(String by, String name, List<Outcome> some) {
    int inside = (int) some.stream().filter(Outcome::inside).count();
    double[] errors = some.stream().mapToDouble(Outcome::error).toArray();
    double bias = Arrays.stream(errors).average().orElse(0);
    double squares = Arrays.stream(errors).map(e -> (e - bias) * (e - bias)).sum();
    return new Group(
        by,
        name,
        some.size(),
        inside,
        Interval.ofShare(inside, some.size(), CONFIDENCE),
        bias,
        some.size() < 2 ? Double.NaN : Math.sqrt(squares / (some.size() - 1)),
        by.equals("all") ? Correction.NONE : correction(some));
  }

  /// By the outcomes of the same analysis or, where these are too few, of the same kinds of edits.
  @Override
  public Correction correction(String analysis, Set<EditKind> kinds) {
    Correction same = correction(only(outcome -> outcome.analysis().equals(analysis)));
    return same.outcomes() > 0 || kinds.isEmpty()
        ? same
        : correction(only(outcome -> outcome.edits().equals(kinds)));
  }

  private List<Outcome> only(Predicate<Outcome> wanted) {
    return outcomes.stream().filter(wanted).toList();
  }

  /// The shift is the shrunken mean error. The widening is split conformal prediction: the quantile
  /// (n + 1) × 95 % of the errors in half-widths, the greatest where n is below 19.
  private static Correction correction(List<Outcome> some) {
    int n = some.size();
    if (n < LEAST) {
      return Correction.NONE;
    }
    double mean = some.stream().mapToDouble(Outcome::rawError).average().orElse(0);
    double shift = mean * n / (n + PRIOR);
    double[] sizes = some.stream().mapToDouble(each -> each.halfWidths(shift)).sorted().toArray();
    int rank = Math.min(n, (int) Math.ceil((n + 1) * CONFIDENCE));
    return new Correction(shift, Math.max(1, sizes[rank - 1]), n);
  }
}
