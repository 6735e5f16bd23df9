package dev.headroom.control;

/// Port: tries targets out. Thread-safe.
public interface TargetTester {

  /// Sends a test notification and waits for the answer.
  ///
  /// @return what the target answered, for people
  /// @throws dev.headroom.base.HeadroomException with `NOT_FOUND` when there is no such target, and
  ///   `UNREACHABLE` with the reason when it could not be told
  String test(String target);
}
