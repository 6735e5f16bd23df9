package dev.headroom.store.embedded;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.finding.Edit;

/// Edits as fields: a number for the sort, the target, then what is the sort's own. Numbers are
/// never used again for something else. Stateless.
final class EditBytes {
  private static final int FASTER = 1;
  private static final int BATCHED = 2;
  private static final int CACHED = 3;
  private static final int PARALLEL = 4;
  private static final int ASYNCHRONOUS = 5;
  private static final int REMOVED = 6;
  private static final int POOL_SIZE = 7;
  private static final int RETRIES = 8;
  private static final int CAPPED = 9;

  private EditBytes() {}

  static void write(Edit edit, FieldWriter out) {
    switch (edit) {
      case Edit.Faster(var target, double factor) -> target(FASTER, target, out).real(factor);
      case Edit.Batched(var target) -> target(BATCHED, target, out);
      case Edit.Cached(var target, double hitRate) -> target(CACHED, target, out).real(hitRate);
      case Edit.Parallel(var target) -> target(PARALLEL, target, out);
      case Edit.Asynchronous(var target) -> target(ASYNCHRONOUS, target, out);
      case Edit.Removed(var target) -> target(REMOVED, target, out);
      case Edit.PoolSize(var target, String pool, int from, int to) ->
          target(POOL_SIZE, target, out).text(pool).whole(from).whole(to);
      case Edit.Retries(var target, double kept) -> target(RETRIES, target, out).real(kept);
      case Edit.Capped(var target, long nanos) -> target(CAPPED, target, out).whole(nanos);
    }
  }

  private static FieldWriter target(int sort, Edit.Target target, FieldWriter out) {
    out.small(sort).text(target.service().value()).text(target.operation().value());
    FindingBytes.operation(target.under(), out);
    return out.text(target.statement());
  }

  static Edit read(FieldReader in) {
    int sort = in.small();
    Edit.Target target =
        new Edit.Target(
            new ServiceName(in.text()),
            new OperationName(in.text()),
            FindingBytes.operation(in),
            in.text());
    return switch (sort) {
      case FASTER -> new Edit.Faster(target, in.real());
      case BATCHED -> new Edit.Batched(target);
      case CACHED -> new Edit.Cached(target, in.real());
      case PARALLEL -> new Edit.Parallel(target);
      case ASYNCHRONOUS -> new Edit.Asynchronous(target);
      case REMOVED -> new Edit.Removed(target);
      case POOL_SIZE ->
          new Edit.PoolSize(
              target, in.text(), Math.toIntExact(in.whole()), Math.toIntExact(in.whole()));
      case RETRIES -> new Edit.Retries(target, in.real());
      case CAPPED -> new Edit.Capped(target, in.whole());
      default -> throw new IllegalArgumentException("edit of the unknown sort " + sort);
    };
  }
}
