package dev.headroom.capacity;

import dev.headroom.base.ServiceName;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.signal.NodeId;
import java.util.List;
import java.util.Map;

/// What was asked of whom.
///
/// @param operations all entry operations with traffic
/// @param byService the same by service, most traffic first
/// @param calls what each operation calls per request
record Loads(
    Slices slices,
    Map<ServiceOperation, OperationLoad> operations,
    Map<ServiceName, List<OperationLoad>> byService,
    Map<ServiceOperation, List<Call>> calls) {

  /// Calls of one operation to one callee.
  ///
  /// @param perRequest how many a request makes on average
  /// @param seconds how long one takes on average, as the caller sees it
  record Call(NodeId callee, String operation, double perRequest, double seconds) {}
}
