package dev.headroom.slo;

import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The budgets of an SLO's objectives together: spent shares and burn rates, weighted by
/// `compositeWeight`. These are shares of budgets, not of events, so they may be averaged.
///
/// @param spent `Σ weight × spent / Σ weight` over the objectives that had events; NaN for none
/// @param burns likewise of the burn rates of windows, over the objectives with events in them
/// @param defined the share of the weight whose objectives had events
public record CompositeBudget(double spent, SortedMap<Duration, Double> burns, double defined) {
  public CompositeBudget {
    burns = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(burns));
  }

  /// The share that is left.
  public double remaining() {
    return 1 - spent;
  }

  static CompositeBudget of(List<Objective> objectives, List<ObjectiveEvaluation> evaluations) {
    Mean spent = new Mean();
    SortedMap<Duration, Mean> byLength = new TreeMap<>();
    for (int i = 0; i < objectives.size(); i++) {
      double weight = objectives.get(i).weight();
      Budget budget = evaluations.get(i).budget();
      spent.add(budget.spent(), weight);
      for (BurnWindow each : budget.burns()) {
        byLength.computeIfAbsent(each.length(), _ -> new Mean()).add(each.burn(), weight);
      }
    }
    SortedMap<Duration, Double> means = new TreeMap<>();
    byLength.forEach((length, mean) -> means.put(length, mean.value()));
    return new CompositeBudget(spent.value(), means, spent.defined());
  }

  private static final class Mean {
    private double sum;
    private double weight;
    private double allWeight;

    void add(double value, double by) {
      allWeight += by;
      if (!Double.isNaN(value)) {
        sum += value * by;
        weight += by;
      }
    }

    double value() {
      return sum / weight;
    }

    double defined() {
      return weight / allWeight;
    }
  }
}
