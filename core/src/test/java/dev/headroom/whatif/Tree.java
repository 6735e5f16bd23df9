package dev.headroom.whatif;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.SpanId;
import dev.headroom.base.TraceId;
import dev.headroom.finding.Edit;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceSample;
import dev.headroom.rollup.TraceSpan;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import dev.headroom.signal.SpanKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A span with those below it, on the clock of the root; a test writes trees with it. Its operation
/// is named `service operation`.
final class Tree {
  static final NodeId DATABASE = new NodeId(NodeType.DATABASE, "postgresql shop");

  final String name;
  final SpanKind kind;
  final long start;
  final long end;
  private final String statement;
  private final List<Tree> kids;
  private boolean failed;

  private Tree(
      String name, SpanKind kind, long start, long end, String statement, List<Tree> kids) {
    this.name = name;
    this.kind = kind;
    this.start = start;
    this.end = end;
    this.statement = statement;
    this.kids = List.copyOf(kids);
  }

  static Tree span(String name, long start, long end, Tree... kids) {
    return span(name, start, end, List.of(kids));
  }

  static Tree span(String name, long start, long end, List<Tree> kids) {
    SpanKind kind = name.contains("SELECT") ? SpanKind.CLIENT : SpanKind.INTERNAL;
    return new Tree(name, kind, start, end, "", kids);
  }

  Tree kind(SpanKind of) {
    return new Tree(name, of, start, end, statement, kids);
  }

  /// The span ends with an error.
  Tree failed() {
    failed = true;
    return this;
  }

  Tree statement(String of) {
    return new Tree(name, kind, start, end, of, kids);
  }

  static ServiceOperation where(String name) {
    String[] parts = name.split(" ", 2);
    return new ServiceOperation(new ServiceName(parts[0]), new OperationName(parts[1]));
  }

  static Edit.Target target(String name) {
    ServiceOperation where = where(name);
    return Edit.Target.of(where.service(), where.operation());
  }

  TraceSample sample(long trace, double weight) {
    List<TraceSpan> spans = new ArrayList<>();
    List<Tree> trees = new ArrayList<>(List.of(this));
    List<Integer> parents = new ArrayList<>(List.of(-1));
    while (!trees.isEmpty()) {
      Tree tree = trees.removeLast();
      int parent = parents.removeLast();
      int at = spans.size();
      spans.add(tree.span(new SpanId(trace * 100_003 + at + 1), parent, at, spans));
      for (Tree kid :
          tree.kids.stream()
              .sorted(Comparator.comparingLong((Tree t) -> t.start).reversed())
              .toList()) {
        trees.add(kid);
        parents.add(at);
      }
    }
    return new TraceSample(new TraceId(1, trace), trace * 1_000_000_000L, weight, spans);
  }

  TraceSample sample() {
    return sample(1, 1);
  }

  private TraceSpan span(SpanId id, int parent, int at, List<TraceSpan> before) {
    ServiceOperation where = where(name);
    @Nullable TraceSpan above = parent < 0 ? null : before.get(parent);
    boolean enters =
        above == null || kind.isEntry() || !above.where().service().equals(where.service());
    return new TraceSpan(
        id,
        parent,
        enters || above == null ? at : above.entry(),
        where,
        kind,
        start,
        end,
        0,
        failed,
        kind == SpanKind.CLIENT ? DATABASE : null,
        statement,
        -1,
        "",
        "",
        Attributes.EMPTY);
  }
}
