package dev.headroom.rollup;

import dev.headroom.base.ServiceName;
import dev.headroom.signal.InternTable;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import dev.headroom.signal.SpanKind;
import dev.headroom.signal.SpanShape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the folds ask of shapes again and again, by shape number in plain arrays. One per shard;
/// not thread-safe.
final class ShapeTable {
  private final InternTable<SpanShape> shapes;
  private final Map<ServiceName, Integer> services = new HashMap<>();
  private final Map<Sender, Integer> processes = new HashMap<>();
  private int known;
  private byte[] kind = new byte[256];
  private int[] service = new int[256];
  private int[] process = new int[256];
  private @Nullable NodeType[] peer = new NodeType[256];
  private boolean[] statement = new boolean[256];

  private record Sender(ServiceName service, String instance) {}

  ShapeTable(InternTable<SpanShape> shapes) {
    this.shapes = shapes;
  }

  /// Must be called with a number before any other method is asked about it.
  void learn(int shape) {
    if (shape >= known) {
      learnUpTo(shape);
    }
  }

  private void learnUpTo(int shape) {
    if (shape >= kind.length) {
      int grown = Math.max(shape + 1, kind.length * 2);
      kind = Arrays.copyOf(kind, grown);
      service = Arrays.copyOf(service, grown);
      process = Arrays.copyOf(process, grown);
      peer = Arrays.copyOf(peer, grown);
      statement = Arrays.copyOf(statement, grown);
    }
    for (int i = known; i <= shape; i++) {
      SpanShape of = shapes.value(i);
      NodeId towards = of.peer();
      kind[i] = (byte) of.kind().number();
      service[i] = services.computeIfAbsent(of.service(), _ -> services.size());
      process[i] =
          processes.computeIfAbsent(new Sender(of.service(), of.instance()), _ -> processes.size());
      peer[i] = towards == null ? null : towards.type();
      statement[i] = of.statement() != null;
    }
    known = shape + 1;
  }

  SpanShape shape(int shape) {
    return shapes.value(shape);
  }

  byte kindNumber(int shape) {
    return kind[shape];
  }

  SpanKind kind(int shape) {
    return SpanKind.of(kind[shape]);
  }

  /// A number per service, of this shard only.
  int service(int shape) {
    return service[shape];
  }

  /// A number per service and instance, of this shard only.
  int process(int shape) {
    return process[shape];
  }

  boolean hasPeer(int shape) {
    return peer[shape] != null;
  }

  boolean hasPeer(int shape, NodeType type) {
    return peer[shape] == type;
  }

  boolean hasStatement(int shape) {
    return statement[shape];
  }
}
