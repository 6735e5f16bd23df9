package dev.headroom.store;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.slo.SloName;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Port: the OpenSLO documents in force, all their former texts, and since when the objectives'
/// indicators count. Thread-safe; durable when a call returns.
public interface SloDocuments {

  /// Who a document is.
  ///
  /// @param kind OpenSLO's kind, e.g. `SLO`
  /// @param name `metadata.name`, unique within its kind
  record DocumentKey(String kind, String name) implements Comparable<DocumentKey> {
    public DocumentKey {
      if (kind.isBlank() || name.isBlank()) {
        throw new HeadroomException(
            ErrorCode.INVALID,
            "kind '" + kind + "' or name '" + name + "' of a document is blank; expected both");
      }
    }

    @Override
    public int compareTo(DocumentKey other) {
      int byKind = kind.compareTo(other.kind);
      return byKind != 0 ? byKind : name.compareTo(other.name);
    }

    @Override
    public String toString() {
      return kind + " '" + name + "'";
    }
  }

  /// What one document becomes.
  ///
  /// @param json its text; null when it is deleted
  /// @param origin `api`, or `file:PATH`
  record Change(DocumentKey key, @Nullable String json, String origin) {}

  /// One text of a document.
  ///
  /// @param revision 1 for its first text, and one more with every change
  /// @param json null when this revision deleted it
  /// @param origin `api`, or `file:PATH`
  /// @param who who changed it; may be empty
  /// @param at when, to the millisecond
  record Revision(
      DocumentKey key,
      long revision,
      @Nullable String json,
      String origin,
      String who,
      Instant at) {}

  /// Since when an indicator counts for an objective.
  ///
  /// @param objective its name within the SLO
  /// @param indicator the indicator as one line; empty when the objective ended then
  /// @param since to the millisecond
  record Epoch(SloName slo, String objective, String indicator, Instant since) {}

  /// Changes documents: all of them or, when it fails, none. A document that has that text from
  /// that origin already, and one that is deleted but was not there, are left as they are.
  ///
  /// @return the new revisions, in the order of the changes
  List<Revision> apply(List<Change> changes, String who, Instant at);

  /// All documents in force, by key.
  List<Revision> current();

  /// All revisions of one document, newest first; empty when there never was one.
  List<Revision> history(DocumentKey key);

  /// Adds epochs.
  void begin(Collection<Epoch> epochs);

  /// All epochs by SLO, objective and time; the last one of an objective is in force.
  List<Epoch> epochs();
}
