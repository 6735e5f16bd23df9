package dev.headroom.plan;

import dev.headroom.capacity.Ceiling;
import dev.headroom.finding.Edit;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import java.util.List;
import java.util.Optional;

/// Port: how far routes scale, today and under edits.
public interface CeilingPredictor {

  /// The ceiling of a route under edits.
  ///
  /// @param edits empty for today's
  /// @return empty when it is not known
  Optional<Ceiling> ceiling(ServiceOperation route, List<Edit> edits);
}
