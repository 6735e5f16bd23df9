package dev.headroom.query.view;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One line of a [Chart].
///
/// @param name what it shows, unique in its chart
/// @param unit `1/s`, `ns`, `share`, `By`, … (UCUM where there is one)
/// @param values one per step, null where there is no data
public record Line(String name, String unit, List<@Nullable Double> values) {
  public Line {
    values = Collections.unmodifiableList(new ArrayList<@Nullable Double>(values));
    for (Double value : values) {
      Valid.finite(name, value);
    }
  }
}
