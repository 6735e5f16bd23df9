package dev.headroom.analysis;

import dev.headroom.finding.Edit;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import java.util.Comparator;

/// What calls have in common that ask the same of the same callee on behalf of the same operation.
///
/// @param entry the operation with which the work entered the calling service
/// @param caller the operation of the calling span itself
/// @param callee who is called
/// @param asked the operation with which the callee answers, where it is seen; else the caller's
/// @param statement the normalised database statement; empty for other calls
public record CallKey(
    ServiceOperation entry, ServiceOperation caller, NodeId callee, String asked, String statement)
    implements Comparable<CallKey> {
  private static final int BRIEF = 160;

  private static final Comparator<CallKey> ORDER =
      Comparator.comparing(CallKey::entry)
          .thenComparing(CallKey::caller)
          .thenComparing(key -> key.callee.toString())
          .thenComparing(CallKey::asked)
          .thenComparing(CallKey::statement);

  /// The spans of these calls, for edits. A call over HTTP to a service whose operations share one
  /// client span name cannot be told apart here.
  public Edit.Target target() {
    return new Edit.Target(caller.service(), caller.operation(), entry.operation(), statement);
  }

  /// Whether a database, a cache or a queue answers: something that runs statements or commands.
  public boolean isStore() {
    return callee.type() == NodeType.DATABASE || callee.type() == NodeType.CACHE;
  }

  /// What is called, for subjects: the whole statement, or the callee with what it is asked.
  public String what() {
    return statement.isEmpty() ? callee + " " + asked : statement;
  }

  /// What is called, for sentences.
  public String brief() {
    return PlainNumbers.brief(what(), BRIEF);
  }

  @Override
  public int compareTo(CallKey other) {
    return ORDER.compare(this, other);
  }
}
