package dev.headroom.store.embedded;

import dev.headroom.outcome.Proof;
import dev.headroom.plan.Decision;
import dev.headroom.plan.ProposalId;
import dev.headroom.store.FixLog;
import dev.headroom.store.Pages;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Decisions and proofs in the control store's file. Thread-safe.
public final class SqliteFixes implements FixLog {
  static final String TABLES =
      """
      create table decisions (
        proposal text not null, revision integer not null, action text not null,
        who text not null, why text not null, at_nanos integer not null,
        until_nanos integer, value text not null, primary key (proposal, revision)) strict;
      create table proofs (
        id text primary key, version integer not null, at_nanos integer not null,
        body blob not null) strict;
      """;

  private static final String COLUMNS =
      "proposal, revision, action, who, why, at_nanos, until_nanos, value";

  private final SqliteControlStore file;

  SqliteFixes(SqliteControlStore file) {
    this.file = file;
  }

  @Override
  public boolean decide(Decision decision, @Nullable Proof proof) {
    AtomicBoolean kept = new AtomicBoolean();
    file.transaction(connection -> {
      kept.set(
          follows(connection, decision)
              && (proof == null || keep(connection, proof))
              && insert(connection, decision) == 1);
      return kept;
    });
    return kept.get();
  }

  private static boolean follows(Connection connection, Decision decision) throws SQLException {
    return Statements.query(
            connection,
            "select coalesce(max(revision), 0) from decisions where proposal = ?",
            row -> row.getLong(1),
            decision.proposal().value())
        .equals(List.of(decision.revision() - 1));
  }

  private static int insert(Connection connection, Decision decision) throws SQLException {
    Instant until = decision.until();
    return Statements.update(
        connection,
        "insert into decisions (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?)",
        decision.proposal().value(),
        decision.revision(),
        decision.action().name(),
        decision.who(),
        decision.why(),
        Pages.nanos(decision.at()),
        until == null ? null : Pages.nanos(until),
        decision.value());
  }

  @Override
  public List<Decision> decisions(ProposalId proposal) {
    return decided("where proposal = ? order by revision", proposal.value());
  }

  private List<Decision> decided(String which, Object... values) {
    return file.run(
        "read",
        connection ->
            Statements.query(
                connection,
                "select " + COLUMNS + " from decisions " + which,
                SqliteFixes::decision,
                values));
  }

  private static Decision decision(ResultSet row) throws SQLException {
    long until = row.getLong(7);
    return new Decision(
        new ProposalId(row.getString(1)),
        row.getLong(2),
        Decision.Action.valueOf(row.getString(3)),
        row.getString(4),
        row.getString(5),
        Instant.ofEpochSecond(0, row.getLong(6)),
        row.getObject(7) == null ? null : Instant.ofEpochSecond(0, until),
        row.getString(8));
  }

  @Override
  public List<Decision> decisions() {
    return decided("order by proposal, revision");
  }

  @Override
  public boolean keep(Proof proof) {
    return file.run("write", connection -> keep(connection, proof));
  }

  private static boolean keep(Connection connection, Proof proof) throws SQLException {
    return proof.version() == 1
        ? Statements.update(
                connection,
                "insert or ignore into proofs values (?, ?, ?, ?)",
                proof.id(),
                proof.version(),
                Pages.nanos(proof.registration().at()),
                ProofBytes.of(proof))
            == 1
        : Statements.update(
                connection,
                "update proofs set version = ?, body = ? where id = ? and version = ?",
                proof.version(),
                ProofBytes.of(proof),
                proof.id(),
                proof.version() - 1)
            == 1;
  }

  @Override
  public Optional<Proof> proof(String id) {
    return proved("where id = ?", id).stream().findFirst();
  }

  private List<Proof> proved(String which, Object... values) {
    return file.run(
        "read",
        connection ->
            Statements.query(
                connection,
                "select body from proofs " + which,
                row -> ProofBytes.proof(row.getBytes(1)),
                values));
  }

  @Override
  public List<Proof> proofs() {
    return proved("order by at_nanos desc, id");
  }
}
