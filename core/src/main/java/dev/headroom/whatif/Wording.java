package dev.headroom.whatif;

import dev.headroom.finding.Edit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Says in plain sentences what a prediction takes for granted.
final class Wording {
  static final String LOAD =
      "Load, and what the other routes do, stay as they are; time spent waiting for CPU, locks and"
          + " networks is part of the operations' own time and stays with it.";

  static final String RELIEF =
      "Where requests wait for a busy resource now, less demand means less waiting; only the lower"
          + " end of the interval has it, by a queue in the busy hour.";

  private static final int PAIRS_TOLD = 3;

  private Wording() {}

  static String of(Edit edit, boolean waitSeen) {
    String target = "'" + edit.target().service() + " " + edit.target().operation() + "'";
    return switch (edit) {
      case Edit.Faster faster ->
          String.format(
              Locale.ROOT,
              "The own time of %s shrinks alike in every call, to 1/%s; what it calls stays.",
              target,
              number(faster.factor()));
      case Edit.Batched _ ->
          "Calls of "
              + target
              + " below one parent become one, as long as the longest of them; the caller's time"
              + " between them goes with them, or stays at the upper end of the interval.";
      case Edit.Cached cached ->
          String.format(
              Locale.ROOT,
              "%s of the calls of %s, whichever they are, are answered in no time; the others take"
                  + " as long as now.",
              percent(cached.hitRate()),
              target);
      case Edit.Parallel _ ->
          "Calls of "
              + target
              + " below one parent do not need each other's results; the caller's time between"
              + " them stays, or goes at the lower end of the interval.";
      case Edit.Asynchronous _ ->
          "Nothing in the answer needs the result of " + target + "; its work is still done.";
      case Edit.Removed _ -> "Nothing needs the result of " + target + ".";
      case Edit.PoolSize size ->
          waitSeen
              ? String.format(
                  Locale.ROOT,
                  "The caller's time before %s, but what it spends there at best, is waiting for a"
                      + " slot of the pool%s; it follows a queue with %d instead of %d slots.",
                  target,
                  size.pool().isEmpty() ? "" : " '" + size.pool() + "'",
                  size.to(),
                  size.from())
              : "No waiting in front of "
                  + target
                  + " is visible in the spans, so another size changes nothing here.";
      case Edit.Retries retries ->
          String.format(
              Locale.ROOT,
              "%s of the attempts of %s that are made again after one has failed are still made,"
                  + " with all that follow them; an attempt that is not made leaves its request"
                  + " with the failure before it, at once, and what the request did after a later"
                  + " success is counted all the same.",
              percent(retries.kept()),
              target);
      case Edit.Capped capped ->
          String.format(
              Locale.ROOT,
              "Nobody waits longer than %s ms for %s, and the answer does without what was not"
                  + " there (or has it from a second request); the work is still done.",
              number(capped.nanos() / 1e6),
              target);
    };
  }

  static String unknownOrder(List<ChildOrder.Pair> pairs) {
    String told =
        pairs.stream()
            .limit(PAIRS_TOLD)
            .map(pair ->
                "'"
                    + pair.second().service()
                    + " "
                    + pair.second().operation()
                    + "' after '"
                    + pair.first().service()
                    + " "
                    + pair.first().operation()
                    + "'")
            .collect(Collectors.joining(", "));
    return "Whether calls need each other is not known ("
        + told
        + (pairs.size() > PAIRS_TOLD ? " and " + (pairs.size() - PAIRS_TOLD) + " more" : "")
        + "); they are taken to, and the interval covers both.";
  }

  static String fewAbove(double share, int traces) {
    return String.format(
        Locale.ROOT,
        "Fewer than 5 of the %d traces lie above p%s; what is said of it and above is rough.",
        traces,
        number(share * 100));
  }

  private static String percent(double share) {
    return number(share * 100) + " %";
  }

  private static String number(double value) {
    double rounded = Math.round(value * 100) / 100.0;
    return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
  }
}
