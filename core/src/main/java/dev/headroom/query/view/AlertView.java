package dev.headroom.query.view;

import dev.headroom.alert.Alert;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One alert.
///
/// @param name its label `alertname`
/// @param lead id of the alert under which it is told; null when it is told by itself
/// @param symptoms how many alerts that last are told under it
/// @param targets where it is told
/// @param told the state that each target was last told, or is about to be
/// @param unrouted whether it should be told and there is nobody to tell it to
/// @param silencedBy id of the silence that mutes it now; null for none
public record AlertView(
    String id,
    Alert.Source source,
    Alert.State state,
    String severity,
    String name,
    String service,
    String owner,
    String summary,
    Map<String, String> labels,
    Map<String, String> annotations,
    Instant startsAt,
    Instant changedAt,
    @Nullable Instant endsAt,
    @Nullable String lead,
    int symptoms,
    String link,
    List<String> targets,
    Map<String, Alert.State> told,
    boolean unrouted,
    @Nullable String silencedBy) {}
