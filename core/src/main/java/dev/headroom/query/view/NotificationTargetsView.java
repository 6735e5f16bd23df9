package dev.headroom.query.view;

import java.util.List;

/// All targets.
///
/// @param unrouted how many alerts that last have nobody to be told to
public record NotificationTargetsView(List<NotificationTargetView> targets, long unrouted) {
  public NotificationTargetsView {
    targets = List.copyOf(targets);
  }
}
