package dev.headroom.load.plan;

import java.time.Duration;
import java.util.List;

/// All there is to know about a run before it starts.
///
/// @param duration of the measured part
/// @param warmUp load before it that does not count
/// @param slow from how long on a request counts as slow in the course of the run
/// @param variables names of the columns of feeds and of captures; templates refer to their places
/// @param seed of everything that is drawn
public record LoadPlan(
    Target target,
    LoadModel load,
    List<Scenario> scenarios,
    List<Feed> feeds,
    List<String> variables,
    Duration duration,
    Duration warmUp,
    Duration slow,
    long seed,
    Abort abort,
    List<Threshold> thresholds) {

  public LoadPlan {
    scenarios = List.copyOf(scenarios);
    feeds = List.copyOf(feeds);
    variables = List.copyOf(variables);
    thresholds = List.copyOf(thresholds);
    if (scenarios.isEmpty()) {
      throw Amounts.wrong("scenarios", scenarios, "at least one");
    }
    if (!duration.isPositive()) {
      throw Amounts.wrong("duration", duration, "more than no time, e.g. 30s");
    }
    if (warmUp.isNegative()) {
      throw Amounts.wrong("warm-up", warmUp, "no time or some");
    }
    if (!slow.isPositive()) {
      throw Amounts.wrong("slow", slow, "more than no time, e.g. 300ms");
    }
  }

  /// The same scenarios under another load, which is never given up.
  public LoadPlan step(
      LoadModel another, Duration warmUpTime, Duration length, Duration threshold, long drawn) {
    return new LoadPlan(
        target,
        another,
        scenarios,
        feeds,
        variables,
        length,
        warmUpTime,
        threshold,
        drawn,
        Abort.NEVER,
        List.of());
  }
}
