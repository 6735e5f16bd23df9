package dev.headroom.query.view;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.time.Instant;
import java.util.List;

/// Lines over one time axis: point `i` covers `[start + i × step, start + (i + 1) × step)`.
public record Chart(Instant start, long stepSeconds, List<Line> lines) {
  public Chart {
    lines = List.copyOf(lines);
    if (stepSeconds < 1 || lines.stream().mapToInt(l -> l.values().size()).distinct().count() > 1) {
      throw new HeadroomException(ErrorCode.INTERNAL, "lines of a chart differ in length");
    }
  }

  /// How many points each line has.
  public int points() {
    return lines.isEmpty() ? 0 : lines.getFirst().values().size();
  }
}
