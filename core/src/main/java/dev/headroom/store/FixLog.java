package dev.headroom.store;

import dev.headroom.outcome.Proof;
import dev.headroom.plan.Decision;
import dev.headroom.plan.ProposalId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Port: what was decided about proposals, and the proofs of those that were accepted. Nothing is
/// ever deleted. Thread-safe; durable when a call returns.
public interface FixLog {

  /// Keeps a decision if its revision follows the last one about its proposal, and with it a proof,
  /// new or changed: both or neither.
  ///
  /// @param proof kept under the rule of [#keep]; null for none
  /// @return false when somebody else was faster; nothing is kept then
  boolean decide(Decision decision, @Nullable Proof proof);

  /// All decisions about a proposal, oldest first.
  List<Decision> decisions(ProposalId proposal);

  /// All decisions there ever were, by proposal, oldest first.
  List<Decision> decisions();

  /// Keeps a proof in place of its former state, if its version follows the one that is kept; the
  /// first version of a proof is 1.
  ///
  /// @return false when somebody else was faster; nothing is kept then
  boolean keep(Proof proof);

  Optional<Proof> proof(String id);

  /// All proofs, the latest registration first.
  List<Proof> proofs();
}
