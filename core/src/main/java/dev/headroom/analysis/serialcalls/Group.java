package dev.headroom.analysis.serialcalls;

import dev.headroom.analysis.Call;
import dev.headroom.analysis.CallKey;
import dev.headroom.analysis.Visit;
import dev.headroom.rollup.SiblingOrder;
import dev.headroom.rollup.SiblingOrder.Verdict;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceSpan;
import dev.headroom.signal.NodeType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Calls below one parent that may be made side by side.
///
/// @param keys sorted; each is made once per parent
/// @param reason why they are thought independent
record Group(ServiceOperation entry, List<CallKey> keys, Reason reason) {

  /// Why calls are thought independent.
  enum Reason {
    /// They were seen in either order or side by side.
    EITHER_ORDER,
    /// They read, at once one after the other, what is known before the first is made.
    KNOWN_QUESTIONS
  }

  Group {
    keys = keys.stream().sorted().toList();
  }

  /// The groups of calls that a visit made in a row.
  static List<Group> in(Visit visit, SiblingOrder order) {
    if (visit.calls().size() < 2) {
      return List.of();
    }
    Map<Integer, List<Call>> siblings = new LinkedHashMap<>();
    for (Call call : visit.calls()) {
      if (call.key().callee().type() != NodeType.QUEUE) {
        siblings.computeIfAbsent(call.span().parent(), _ -> new ArrayList<>()).add(call);
      }
    }
    List<Group> groups = new ArrayList<>();
    siblings.forEach((parent, calls) -> {
      List<Call> once = once(calls);
      if (once.size() > 1 && parent >= 0) {
        TraceSpan above = visit.trace().spans().get(parent);
        eitherOrder(visit, above.where(), once, order, groups);
        knownQuestions(visit, once, groups);
      }
    });
    return groups;
  }

  private static List<Call> once(List<Call> calls) {
    Set<CallKey> seen = new HashSet<>();
    Set<CallKey> again = new HashSet<>();
    for (Call call : calls) {
      if (!seen.add(call.key())) {
        again.add(call.key());
      }
    }
    return calls.stream().filter(call -> !again.contains(call.key())).toList();
  }

  private static void eitherOrder(
      Visit visit,
      ServiceOperation parent,
      List<Call> calls,
      SiblingOrder order,
      List<Group> groups) {
    List<Call> row = new ArrayList<>();
    for (Call call : calls) {
      boolean fits =
          row.stream()
              .allMatch(before ->
                  before.endNanos() <= call.startNanos()
                      && !before.key().caller().equals(call.key().caller())
                      && order.between(parent, before.key().caller(), call.key().caller()).verdict()
                          == Verdict.CONCURRENT);
      if (!fits) {
        close(visit, row, 2, Reason.EITHER_ORDER, groups);
      }
      row.add(call);
    }
    close(visit, row, 2, Reason.EITHER_ORDER, groups);
  }

  private static void knownQuestions(Visit visit, List<Call> calls, List<Group> groups) {
    if (calls.size() < SerialCalls.LEAST_READS) {
      return;
    }
    List<Call> row = new ArrayList<>();
    for (Call call : calls) {
      long gap = row.isEmpty() ? 0 : call.startNanos() - row.getLast().endNanos();
      boolean fits = gap >= 0 && gap <= SerialCalls.AT_ONCE_NANOS;
      boolean asks = !call.question().isEmpty() && call.reads();
      if (!fits || !asks) {
        close(visit, row, SerialCalls.LEAST_READS, Reason.KNOWN_QUESTIONS, groups);
      }
      if (asks) {
        row.add(call);
      }
    }
    close(visit, row, SerialCalls.LEAST_READS, Reason.KNOWN_QUESTIONS, groups);
  }

  private static void close(
      Visit visit, List<Call> row, int least, Reason reason, List<Group> groups) {
    if (row.size() >= least) {
      groups.add(new Group(visit.where(), row.stream().map(Call::key).toList(), reason));
    }
    row.clear();
  }
}
