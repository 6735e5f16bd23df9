package dev.headroom.app.diagnose;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headroom.base.HeadroomException;

/// Answers questions about an incident: from files or from a server.
interface Answers {

  /// How times are read here.
  Moments moments();

  /// `{"target","metric","window","ranking"}`, as docs/diagnosis.md tells.
  ///
  /// @throws HeadroomException when something is wrong with the question
  ObjectNode answer(Asked asked) throws InterruptedException;
}
