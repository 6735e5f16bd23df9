package dev.headroom.server.web;

import dev.headroom.base.TimeWindow;

/// Applies proposed SLOs.
public interface ProposalAcceptor {

  /// Applies the proposal of that name from the history of a window.
  ///
  /// @throws dev.headroom.base.HeadroomException with `NOT_FOUND` when that history proposes none of
  ///   that name
  void accept(String name, TimeWindow history, String who);
}
