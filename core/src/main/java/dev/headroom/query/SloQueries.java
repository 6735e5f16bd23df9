package dev.headroom.query;

import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.query.view.GateView;
import dev.headroom.query.view.ProposalsView;
import dev.headroom.query.view.SimulationView;
import dev.headroom.query.view.SloView;
import dev.headroom.query.view.SlosView;
import dev.headroom.slo.SloName;
import org.jspecify.annotations.Nullable;

/// Port: everything that can be asked of objectives and budgets.
///
/// Thread-safe. Unknown names fail with [dev.headroom.base.ErrorCode#NOT_FOUND] and name what comes
/// closest.
public interface SloQueries {

  /// Sorts: `spent` (usual: most first), `burn`, `name`, `service`, `state`, `owner`.
  SlosView slos(Page page);

  SloView slo(SloName name);

  /// What history suggests to promise.
  ///
  /// @param window the history
  /// @param service null for all
  ProposalsView proposals(TimeWindow window, @Nullable ServiceName service);

  /// Whether a release of the service may go out.
  GateView gate(ServiceName service);

  /// What a known SLO would have done over the window.
  SimulationView simulate(SloName name, TimeWindow window);

  /// What SLOs that are not applied would have done over the window.
  ///
  /// @param documents OpenSLO, YAML
  /// @throws dev.headroom.base.HeadroomException with `INVALID` when the documents are not right
  SimulationView simulate(String documents, TimeWindow window);
}
