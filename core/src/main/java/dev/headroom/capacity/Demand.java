package dev.headroom.capacity;

import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.stat.Interval;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What requests need of one resource, and how much work it can do.
///
/// Work is counted in requests that are weighted by their demand at low load, in busy servers: work
/// 3 keeps three servers busy as long as demand does not grow with load.
///
/// @param work how much was asked of the resource, slice by slice
/// @param most how much work it can do: `(c − b0) / (d0 + d1·c)`
/// @param interval 95 % of `most`
/// @param growth how many times more a request needs when all servers are busy
/// @param background busy servers without any request
/// @param perOperation busy seconds a request of each operation takes at low load; NaN where that
///   cannot be told
/// @param slices how many it rests on
/// @param shortBlocks whether there were too few for blocks of half an hour
/// @param steady whether load hardly varied, so that growth could not be told
/// @param condition of the problem that split the demand, when it was refused; else null
record Demand(
    Busy resource,
    double[] work,
    double most,
    Interval interval,
    double growth,
    double background,
    Map<ServiceOperation, Double> perOperation,
    int slices,
    boolean shortBlocks,
    boolean steady,
    @Nullable Double condition) {

  /// Busy servers at an amount of work, never more than there are.
  double busyAt(double amount) {
    double d1 = (growth - 1) / resource.servers();
    double denominator = 1 - amount * d1;
    double busy =
        denominator <= 0 ? resource.servers() : (amount + background) / Math.max(denominator, 1e-9);
    return Math.min(busy, resource.servers());
  }

  /// Seconds that a request takes at the ceiling, by what it asks of the operations; NaN when one
  /// of them cannot be told, 0 when it does not use the resource.
  double seconds(List<Visit> visits) {
    double sum = 0;
    for (Visit visit : visits) {
      Double own = perOperation.get(visit.operation());
      sum += own == null ? 0 : visit.perRequest() * own;
    }
    return sum * growth;
  }

  /// How often a request comes by an operation that may use the resource.
  record Visit(ServiceOperation operation, double perRequest) {}
}
