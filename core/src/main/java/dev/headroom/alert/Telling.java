package dev.headroom.alert;

import dev.headroom.alert.Alert.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Decides who is to be told what about an alert.
///
/// A target is told the beginning, each change between firing and frozen, and the end. A beginning
/// is not told while a silence holds nor of an alert that nests under another; it is told later if
/// the alert still lasts then. What was told to begin is always told to end.
public final class Telling {
  private static final int MOST_SYMPTOMS = 20;

  private Telling() {}

  /// The targets to be told the alert's state now.
  public static List<String> due(KeptAlert kept, boolean silenced) {
    if (kept.alert().source() != Alert.Source.HEADROOM) {
      return List.of();
    }
    Set<String> all = new LinkedHashSet<>(kept.targets());
    all.addAll(kept.told().keySet());
    List<String> due = new ArrayList<>();
    for (String target : all) {
      if (due(kept, target, silenced)) {
        due.add(target);
      }
    }
    return due;
  }

  private static boolean due(KeptAlert kept, String target, boolean silenced) {
    State told = kept.told().get(target);
    boolean going = told == State.FIRING || told == State.FROZEN;
    return switch (kept.alert().state()) {
      case PENDING -> false;
      case RESOLVED -> going;
      case FIRING, FROZEN ->
          going
              ? !silenced && told != kept.alert().state()
              : !silenced && kept.alert().lead() == null && kept.targets().contains(target);
    };
  }

  /// The same alert after those targets were handed its state.
  public static KeptAlert told(KeptAlert kept, List<String> targets) {
    Map<String, State> told = new TreeMap<>(kept.told());
    targets.forEach(target -> told.put(target, kept.alert().state()));
    return new KeptAlert(kept.sequence(), kept.alert(), kept.targets(), told);
  }

  /// The alert as it is told: with its id and with what nests under it.
  ///
  /// @param symptoms the alerts whose lead it is
  public static Alert payload(Alert alert, List<Alert> symptoms) {
    Alert named = alert.withAnnotation(Alert.ID_ANNOTATION, alert.id());
    if (symptoms.isEmpty()) {
      return named;
    }
    List<String> lines =
        symptoms.stream().map(Telling::line).sorted().distinct().limit(MOST_SYMPTOMS).toList();
    String more =
        symptoms.size() > lines.size() ? "\nand " + (symptoms.size() - lines.size()) + " more" : "";
    return named.withAnnotation(Alert.SYMPTOMS_ANNOTATION, String.join("\n", lines) + more);
  }

  private static String line(Alert symptom) {
    String summary = symptom.annotation("summary");
    String name = symptom.label("alertname");
    String service = symptom.label("service");
    return (service.isEmpty() ? "" : service + ": ") + (summary.isEmpty() ? name : summary);
  }

  /// The silence that mutes the alert now, null for none.
  public static @Nullable Silence muting(Alert alert, List<Silence> silences, Instant now) {
    for (Silence silence : silences) {
      if (silence.mutes(alert, now)) {
        return silence;
      }
    }
    return null;
  }
}
