package dev.headroom.finding;

/// How much a finding matters, least first.
public enum Severity {
  /// Nobody is hurt yet; it is shown, but nothing is proposed before more speaks for it.
  WATCH,
  /// It costs time, work or money.
  MINOR,
  /// Users notice, or it binds the limit of a route.
  MAJOR,
  /// Requests fail, or they will within days.
  CRITICAL
}
