package dev.headroom.query.view;

import java.util.List;

/// The changes of a window, newest first.
public record ChangesView(WindowView window, List<ChangeView> changes) {
  public ChangesView {
    changes = List.copyOf(changes);
  }
}
