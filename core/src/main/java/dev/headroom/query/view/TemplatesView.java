package dev.headroom.query.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Log templates of a window; new ones first, then the most frequent.
///
/// @param since the deploys that "new" is measured against: the last of each service
/// @param nextCursor for the next page, null on the last
public record TemplatesView(
    WindowView window,
    int templateCount,
    int newCount,
    List<TemplateRow> templates,
    @Nullable String nextCursor,
    List<ChangeView> since,
    List<String> services,
    List<Hint> hints) {
  public TemplatesView {
    templates = List.copyOf(templates);
    since = List.copyOf(since);
    services = List.copyOf(services);
    hints = List.copyOf(hints);
  }
}
