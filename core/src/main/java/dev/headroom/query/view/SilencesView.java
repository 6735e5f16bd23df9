package dev.headroom.query.view;

import java.util.List;

/// Silences, the latest end first.
public record SilencesView(List<SilenceView> silences) {
  public SilencesView {
    silences = List.copyOf(silences);
  }
}
