package dev.headroom.rollup;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.time.Duration;

/// When a trace counts as complete, and how much may be open; by the clock of arrival.
///
/// @param idle a trace whose root came is complete after this long without a span
/// @param idleWithoutRoot as long as no span without parent came
/// @param longest no trace stays open longer
/// @param openSpans spans in open traces of one shard; beyond it the oldest traces close early
/// @param spansPerTrace a trace closes when it has this many; what follows counts as late
/// @param recentTraces closed traces remembered for spans that come late
public record AssemblyPolicy(
    Duration idle,
    Duration idleWithoutRoot,
    Duration longest,
    int openSpans,
    int spansPerTrace,
    int recentTraces) {

  /// The idle time is a little longer than the 5 s after which OpenTelemetry SDKs export by
  /// default, so that all services of a trace have had their turn.
  public static final AssemblyPolicy DEFAULT =
      new AssemblyPolicy(
          Duration.ofSeconds(6),
          Duration.ofSeconds(30),
          Duration.ofMinutes(5),
          500_000,
          100_000,
          65_536);

  public AssemblyPolicy {
    positive("idle", idle.toNanos());
    positive("idleWithoutRoot", idleWithoutRoot.toNanos());
    positive("longest", longest.toNanos());
    positive("openSpans", openSpans);
    positive("spansPerTrace", spansPerTrace);
    positive("recentTraces", recentTraces);
  }

  private static void positive(String field, long value) {
    if (value <= 0) {
      throw new HeadroomException(
          ErrorCode.INVALID, field + " " + value + "; expected more than 0");
    }
  }

  /// The same policy with another cap on open spans.
  public AssemblyPolicy withOpenSpans(int spans) {
    return new AssemblyPolicy(idle, idleWithoutRoot, longest, spans, spansPerTrace, recentTraces);
  }
}
