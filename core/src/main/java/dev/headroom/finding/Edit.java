package dev.headroom.finding;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A change of how operations behave, whose effect on traces can be predicted. A closed set.
public sealed interface Edit {

  /// The spans it changes.
  Target target();

  /// Which spans are meant: all of one operation of one service.
  ///
  /// @param under only those that work, directly or not, for this entry operation of the service;
  ///   null for all
  /// @param statement only those with this normalised database statement; empty for all
  record Target(
      ServiceName service,
      OperationName operation,
      @Nullable OperationName under,
      String statement) {
    public static Target of(ServiceName service, OperationName operation) {
      return new Target(service, operation, null, "");
    }
  }

  /// The operation's own time (without what it waits for below) shrinks.
  ///
  /// @param factor how many times faster, above 0; below 1 is slower
  record Faster(Target target, double factor) implements Edit {
    public Faster {
      check(factor > 0 && Double.isFinite(factor), "factor", factor, "a number > 0");
    }
  }

  /// Repeated calls below one parent become one call, as long as the longest of them.
  record Batched(Target target) implements Edit {}

  /// A share of the calls is answered from a cache in no time.
  ///
  /// @param hitRate 0 to 1
  record Cached(Target target, double hitRate) implements Edit {
    public Cached {
      check(hitRate >= 0 && hitRate <= 1, "hit rate", hitRate, "0 to 1");
    }
  }

  /// Calls below one parent that come one after the other start together.
  record Parallel(Target target) implements Edit {}

  /// The caller no longer waits for the call.
  record Asynchronous(Target target) implements Edit {}

  /// The call is no longer made.
  record Removed(Target target) implements Edit {}

  /// A pool, or a set of workers, through which the operation goes gets another size.
  ///
  /// @param from how many slots it has
  /// @param to how many it would have
  record PoolSize(Target target, String pool, int from, int to) implements Edit {
    public PoolSize {
      check(from > 0, "pool size before", from, "at least 1");
      check(to > 0, "pool size", to, "at least 1");
    }
  }

  /// Only a part of the attempts that are made again after one has failed still is.
  ///
  /// @param kept the share of them, 0 to 1
  record Retries(Target target, double kept) implements Edit {
    public Retries {
      check(kept >= 0 && kept <= 1, "share of retries", kept, "0 to 1");
    }
  }

  /// The caller waits at most so long for a call, and goes on with what is there.
  ///
  /// @param nanos above 0
  record Capped(Target target, long nanos) implements Edit {
    public Capped {
      check(nanos > 0, "longest wait in ns", nanos, "a number > 0");
    }
  }

  private static void check(boolean right, String what, double value, String expected) {
    if (!right) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          String.format(Locale.ROOT, "%s is %s; expected %s", what, value, expected));
    }
  }
}
