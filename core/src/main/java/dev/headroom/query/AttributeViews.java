package dev.headroom.query;

import dev.headroom.query.view.AttributeView;
import dev.headroom.rollup.metric.SeriesAttributes;
import java.util.List;

/// Shows the attributes of a metric series.
public final class AttributeViews {
  private AttributeViews() {}

  /// @param text as the key of the series writes them
  public static List<AttributeView> of(String text) {
    return SeriesAttributes.of(text).entrySet().stream()
        .map(attribute -> new AttributeView(attribute.getKey(), attribute.getValue()))
        .toList();
  }
}
