package dev.headroom.analysis.duplicatereads;

import dev.headroom.analysis.CallKey;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import java.util.Comparator;

/// What is read again.
///
/// @param where the operation for which it is: of the service that reads, or the route when several
///   services do
/// @param what the statement, or the callee with what it is asked
/// @param several whether several services read it
record Read(ServiceOperation where, String what, boolean several) implements Comparable<Read> {
  private static final Comparator<Read> ORDER =
      Comparator.comparing(Read::where).thenComparing(Read::what).thenComparing(Read::several);

  static Read within(CallKey key) {
    return new Read(key.entry(), key.what(), false);
  }

  static Read across(ServiceOperation route, CallKey key) {
    return new Read(route, key.what(), true);
  }

  @Override
  public int compareTo(Read other) {
    return ORDER.compare(this, other);
  }
}
