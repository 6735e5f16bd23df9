package dev.headroom.query.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who probably caused an incident.
///
/// @param target the node that was asked about; null for the whole system
/// @param metric `latency`, `errors`, `availability` or `requests`
/// @param statistic `p95` or `average`; empty for any
/// @param ranking most likely first; empty when the metric did not move beyond its usual range
/// @param targets all nodes that can be asked about
public record DiagnosisView(
    @Nullable String target,
    String metric,
    String statistic,
    Window window,
    List<Suspect> ranking,
    List<String> targets) {

  public DiagnosisView {
    ranking = List.copyOf(ranking);
    targets = List.copyOf(targets);
  }

  /// @param from as it was told
  public record Window(Instant from, Instant to) {}

  /// @param node a service, or a virtual node as the map calls it
  /// @param score 0 to 1; not a probability
  /// @param reasons evidence, and counter-evidence that begins with `against:`
  public record Suspect(String node, double score, List<String> reasons) {
    public Suspect {
      reasons = List.copyOf(reasons);
    }
  }
}
