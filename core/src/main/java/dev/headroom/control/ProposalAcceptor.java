package dev.headroom.control;

import dev.headroom.base.TimeWindow;

/// Port: applies proposed SLOs. Thread-safe; durable when a call returns.
public interface ProposalAcceptor {

  /// Applies the proposal of that name from the history of a window.
  ///
  /// @throws dev.headroom.base.HeadroomException with `NOT_FOUND` when that history proposes none
  ///   of that name
  void accept(String name, TimeWindow history, String who);
}
