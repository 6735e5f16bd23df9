package dev.headroom.query;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.ServiceName;
import dev.headroom.catalog.CatalogReader;
import dev.headroom.outcome.Calibration;
import dev.headroom.outcome.Metric;
import dev.headroom.outcome.Proof;
import dev.headroom.plan.Decision;
import dev.headroom.plan.Proposal;
import dev.headroom.plan.ProposalId;
import dev.headroom.plan.ProposalReader;
import dev.headroom.plan.ProposalReader.Plan;
import dev.headroom.plan.Standing;
import dev.headroom.plan.Standing.State;
import dev.headroom.query.view.CalibrationView;
import dev.headroom.query.view.FixRow;
import dev.headroom.query.view.FixView;
import dev.headroom.query.view.FixesView;
import dev.headroom.query.view.Hint;
import dev.headroom.query.view.ProofRow;
import dev.headroom.query.view.ProofView;
import dev.headroom.query.view.ProofsView;
import dev.headroom.query.view.StandingView;
import dev.headroom.store.FixLog;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Answers what can be asked about proposals, proofs and how good predictions were. Thread-safe.
public final class FixQueries {
  private static final int LEAST_PREFIX = 4;
  private static final int MEANT = 5;

  private final ProposalReader proposals;
  private final FixLog log;
  private final CatalogReader catalog;
  private final InstantSource clock;

  public FixQueries(
      ProposalReader proposals, FixLog log, CatalogReader catalog, InstantSource clock) {
    this.proposals = proposals;
    this.log = log;
    this.catalog = catalog;
    this.clock = clock;
  }

  /// Which proposals.
  ///
  /// @param service whose; null for all
  /// @param owner of this owner; null for all
  /// @param state how they stand; null for all
  public record Search(
      @Nullable ServiceName service, @Nullable String owner, @Nullable State state) {
    /// Those that nobody decided about.
    public static final Search OPEN = new Search(null, null, State.OPEN);
  }

  /// All proposals that pass, best first. Ranks are those among all that are open.
  public FixesView fixes(Search search) {
    Plan plan = proposals.plan();
    List<FixRow> all = rows(plan);
    return new FixesView(
        all.stream().filter(row -> passes(row, search)).toList(),
        (int) all.stream().filter(row -> row.rank() != null).count(),
        count(all, State.ACCEPTED),
        count(all, State.DISMISSED),
        plan.at(),
        all.isEmpty() ? List.of(nothing(plan)) : List.of());
  }

  /// The best few that are open, without alternatives.
  public List<FixRow> top(int most) {
    return rows(proposals.plan()).stream().filter(row -> row.rank() != null).limit(most).toList();
  }

  private List<FixRow> rows(Plan plan) {
    Map<ProposalId, List<Decision>> decisions = new HashMap<>();
    log.decisions()
        .forEach(
            each -> decisions.computeIfAbsent(each.proposal(), _ -> new ArrayList<>()).add(each));
    FixRows rows = rows();
    Instant now = clock.instant();
    List<FixRow> all = new ArrayList<>();
    int rank = 0;
    for (Proposal proposal : plan.proposals()) {
      Standing standing = Standing.of(decisions.getOrDefault(proposal.id(), List.of()), now);
      boolean ranked = standing.state() == State.OPEN && proposal.alternativeTo() == null;
      rank += ranked ? 1 : 0;
      all.add(rows.row(proposal, standing, ranked ? rank : null));
    }
    return all;
  }

  private FixRows rows() {
    return new FixRows(new Owners(catalog.catalog()));
  }

  private static boolean passes(FixRow row, Search search) {
    return (search.service() == null || search.service().value().equals(row.service()))
        && (search.owner() == null || search.owner().equals(row.ownership().owner()))
        && (search.state() == null || search.state() == row.state());
  }

  private static int count(List<FixRow> rows, State state) {
    return (int) rows.stream().filter(row -> row.state() == state).count();
  }

  private static Hint nothing(Plan plan) {
    return plan.at() == null
        ? new Hint(
            "Nothing is planned yet",
            "Proposals are made after the first run of the analyses, a few seconds after the"
                + " start.",
            "")
        : new Hint(
            "Nothing to fix",
            "No finding that is open advises anything. What is only watched gives no proposal.",
            "");
  }

  /// The whole id of a proposal that is proposed or was decided about.
  ///
  /// @param name the id, or the start of it when no other starts so
  /// @throws HeadroomException with [ErrorCode#NOT_FOUND] when there is none, with
  ///   [ErrorCode#INVALID] when there are several
  public String id(String name) {
    String start = name.strip().toLowerCase(Locale.ROOT);
    if (start.length() < LEAST_PREFIX) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "proposal '" + name + "' is too short; expected " + LEAST_PREFIX + " characters or more");
    }
    Set<String> known = new TreeSet<>();
    proposals.plan().proposals().forEach(each -> each.ids().forEach(id -> known.add(id.value())));
    log.decisions().forEach(each -> known.add(each.proposal().value()));
    List<String> meant = known.stream().filter(id -> id.startsWith(start)).toList();
    if (meant.size() == 1 || known.contains(start)) {
      return known.contains(start) ? start : meant.getFirst();
    }
    if (meant.isEmpty()) {
      throw Closest.unknown("proposal", start, known);
    }
    throw new HeadroomException(
        ErrorCode.INVALID,
        "proposal '"
            + name
            + "' may be any of "
            + String.join(", ", meant.stream().limit(MEANT).toList())
            + "; expected more of it");
  }

  /// One proposal.
  ///
  /// @param name its id, or the start of it
  /// @throws HeadroomException with [ErrorCode#NOT_FOUND] when it is not proposed at the moment
  public FixView fix(String name) {
    Plan plan = proposals.plan();
    ProposalId id = new ProposalId(id(name));
    Proposal proposal =
        plan.proposal(id)
            .orElseThrow(() ->
                new HeadroomException(
                    ErrorCode.NOT_FOUND,
                    "proposal '"
                        + id
                        + "' is not proposed at the moment: no finding that is open asks for it"));
    return new FixView(
        rows(plan).stream()
            .filter(row -> row.id().equals(proposal.id().value()))
            .findFirst()
            .orElseThrow(),
        proposal.edits().stream().map(EditWords::of).toList(),
        log.decisions(proposal.id()).stream().map(FixRows::decision).toList(),
        metrics());
  }

  /// Where a proposal stands, also one that is not proposed any more.
  public StandingView standing(String name) {
    ProposalId id = new ProposalId(id(name));
    ProposalId kept = proposals.plan().proposal(id).map(Proposal::id).orElse(id);
    Standing standing = Standing.of(log.decisions(kept), clock.instant());
    return new StandingView(
        kept.value(),
        standing.state(),
        standing.revision(),
        standing.assignee(),
        standing.ticket(),
        standing.history().stream().map(FixRows::decision).toList());
  }

  private static List<String> metrics() {
    return Arrays.stream(Metric.values())
        .map(each -> each.name().toLowerCase(Locale.ROOT))
        .toList();
  }

  /// All proofs.
  public ProofsView proofs() {
    ProofRows rows = new ProofRows(new Owners(catalog.catalog()));
    List<ProofRow> all = log.proofs().stream().map(rows::row).toList();
    Map<String, Integer> verdicts = new TreeMap<>();
    all.stream()
        .filter(row -> row.verdict() != null && row.state() == Proof.State.DONE)
        .forEach(row -> verdicts.merge(String.valueOf(row.verdict()), 1, Integer::sum));
    return new ProofsView(
        all,
        verdicts,
        all.isEmpty()
            ? List.of(
                new Hint(
                    "Nothing to prove yet",
                    "Accept a proposal: what will be measured is written down, and when the change"
                        + " arrives it is compared.",
                    "headroom fixes accept ID"))
            : List.of());
  }

  /// One proof.
  ///
  /// @param id of the proof, or of its proposal for the latest one
  public ProofView proof(String id) {
    List<Proof> all = log.proofs();
    String wanted = id.strip().toLowerCase(Locale.ROOT);
    Proof proof =
        all.stream()
            .filter(each ->
                each.id().equals(wanted) || each.registration().proposal().value().equals(wanted))
            .findFirst()
            .orElseThrow(
                () -> Closest.unknown("proof", wanted, all.stream().map(Proof::id).toList()));
    return new ProofRows(new Owners(catalog.catalog())).view(proof);
  }

  /// How good predictions were.
  public CalibrationView calibration() {
    return ProofRows.calibration(Calibration.of(log.proofs()));
  }
}
