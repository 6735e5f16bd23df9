package dev.headroom.plan;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Port: what is proposed at the moment. Thread-safe and cheap.
public interface ProposalReader {

  Plan plan();

  /// What is proposed.
  ///
  /// @param proposals best first
  /// @param at when it was planned; null before the first time
  record Plan(List<Proposal> proposals, @Nullable Instant at) {
    /// Nothing was planned yet.
    public static final Plan NONE = new Plan(List.of(), null);

    public Plan {
      proposals = List.copyOf(proposals);
    }

    /// The proposal of that name, or one that it was merged into.
    public Optional<Proposal> proposal(ProposalId id) {
      return proposals.stream().filter(each -> each.ids().contains(id)).findFirst();
    }
  }
}
