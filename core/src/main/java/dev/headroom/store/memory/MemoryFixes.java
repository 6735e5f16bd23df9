package dev.headroom.store.memory;

import dev.headroom.outcome.Proof;
import dev.headroom.plan.Decision;
import dev.headroom.plan.ProposalId;
import dev.headroom.store.FixLog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Decisions and proofs on the heap; gone with the process.
public final class MemoryFixes implements FixLog {
  private final Map<ProposalId, List<Decision>> decisions = new TreeMap<>();
  private final Map<String, Proof> proofs = new HashMap<>();

  @Override
  public synchronized boolean decide(Decision decision, @Nullable Proof proof) {
    List<Decision> known = decisions.getOrDefault(decision.proposal(), List.of());
    if (decision.revision() != known.size() + 1 || (proof != null && !follows(proof))) {
      return false;
    }
    decisions.computeIfAbsent(decision.proposal(), _ -> new ArrayList<>()).add(decision);
    if (proof != null) {
      proofs.put(proof.id(), proof);
    }
    return true;
  }

  private boolean follows(Proof proof) {
    Proof known = proofs.get(proof.id());
    return proof.version() == (known == null ? 1 : known.version() + 1);
  }

  @Override
  public synchronized List<Decision> decisions(ProposalId proposal) {
    return List.copyOf(decisions.getOrDefault(proposal, List.of()));
  }

  @Override
  public synchronized List<Decision> decisions() {
    return decisions.values().stream().flatMap(List::stream).toList();
  }

  @Override
  public synchronized boolean keep(Proof proof) {
    if (!follows(proof)) {
      return false;
    }
    proofs.put(proof.id(), proof);
    return true;
  }

  @Override
  public synchronized Optional<Proof> proof(String id) {
    return Optional.ofNullable(proofs.get(id));
  }

  @Override
  public synchronized List<Proof> proofs() {
    return proofs.values().stream()
        .sorted(
            Comparator.comparing((Proof each) -> each.registration().at())
                .reversed()
                .thenComparing(Proof::id))
        .toList();
  }
}
