package dev.headroom.finding;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import org.jspecify.annotations.Nullable;

/// What a finding is about.
///
/// @param service whose owner would fix it
/// @param operation the operation, null when the whole service is meant
/// @param detail what else tells it from others of the same kind: a statement, a callee, a pool, a
///   version; empty when nothing does. Never anything that changes with every deploy or restart
///   (instance ids, numbers), unless that is the very subject.
public record Subject(ServiceName service, @Nullable OperationName operation, String detail) {

  public static Subject of(ServiceName service) {
    return new Subject(service, null, "");
  }

  public static Subject of(ServiceName service, OperationName operation) {
    return new Subject(service, operation, "");
  }
}
