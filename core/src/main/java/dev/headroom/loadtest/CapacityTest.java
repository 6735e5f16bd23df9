package dev.headroom.loadtest;

import dev.headroom.rollup.TracePaths.ServiceOperation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a load test found out. Immutable; checked, as it may come from any tool.
///
/// @param id the run's
/// @param at when it began
/// @param objective what was to hold; may be empty
/// @param answer one sentence
/// @param details what else there is to say, a sentence each
/// @param ceiling null when none was found, and for a run
/// @param capacityPerSecond what the target completes with more than enough to do; null when it was
///   not overloaded
/// @param failed whether the answer is "no"
/// @param points the loads that were held, in the order they were
/// @param doubts what makes the numbers doubtful or void, a sentence each
/// @param command how to repeat it; may be empty
public record CapacityTest(
    String id,
    Instant at,
    Kind kind,
    Tested tested,
    String objective,
    String answer,
    List<String> details,
    @Nullable Ceiling ceiling,
    @Nullable Double capacityPerSecond,
    boolean failed,
    List<Point> points,
    List<String> doubts,
    String command) {
  /// The most loads of one test.
  public static final int MOST_POINTS = 500;

  /// The most sentences of one sort.
  public static final int MOST_SENTENCES = 100;

  /// The most characters of any text.
  public static final int LONGEST_TEXT = 2_000;

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  public CapacityTest {
    if (!ID.matcher(id).matches()) {
      throw Check.invalid("id", id, "1 to 64 of A-Z a-z 0-9 . _ -, the first a letter or digit");
    }
    objective = Check.text("objective", objective);
    answer = Check.text("answer", answer);
    if (answer.isEmpty()) {
      throw Check.invalid("answer", answer, "one sentence");
    }
    details = Check.sentences("details", details);
    Check.positive("capacityPerSecond", capacityPerSecond);
    points = List.copyOf(points);
    if (points.isEmpty() || points.size() > MOST_POINTS) {
      throw Check.invalid("points", points.size() + " of them", "1 to " + MOST_POINTS);
    }
    doubts = Check.sentences("doubts", doubts);
    command = Check.text("command", command);
  }

  /// What sort of test.
  public enum Kind {
    /// One load.
    RUN,
    /// A search for the ceiling.
    SEARCH
  }

  /// What was tested.
  ///
  /// @param target where the load went; user and password are taken out of it
  /// @param route as telemetry names it; null when it stands for none
  /// @param version may be empty
  /// @param environment may be empty
  public record Tested(
      String target, @Nullable ServiceOperation route, String version, String environment) {
    private static final Pattern CREDENTIALS = Pattern.compile("(?<=//)[^/?#]*@");

    public Tested {
      target = CREDENTIALS.matcher(Check.text("target", target)).replaceFirst("");
      if (target.isEmpty()) {
        throw Check.invalid("target", target, "where the load went");
      }
      if (route != null) {
        var _ = Check.text("service", route.service().value());
        var _ = Check.text("operation", route.operation().value());
      }
      version = Check.text("version", version);
      environment = Check.text("environment", environment);
    }
  }

  /// The highest rate at which the objective holds.
  ///
  /// @param low lower end of its 95 % interval
  /// @param high upper end; null when nothing was found to break the objective
  public record Ceiling(double perSecond, double low, @Nullable Double high) {
    public Ceiling {
      Check.positive("perSecond", perSecond);
      if (!(low > 0 && low <= perSecond)) {
        throw Check.invalid("low", low, "above 0, at most perSecond, which is " + perSecond);
      }
      if (high != null && !(high >= perSecond && high < Double.POSITIVE_INFINITY)) {
        throw Check.invalid(
            "high", high, "at least perSecond, which is " + perSecond + ", or null");
      }
    }
  }

  /// A load that was held.
  ///
  /// @param ratePerSecond offered
  /// @param length what was measured, without warm-up
  /// @param throughputPerSecond completed while the load was on
  /// @param inFlight mean number of requests in flight
  /// @param p50Nanos from the intended start; null when nothing was answered
  /// @param p99Nanos likewise
  /// @param failedShare failed over ended
  /// @param verdict null when nobody judged it
  public record Point(
      double ratePerSecond,
      Duration length,
      double throughputPerSecond,
      double inFlight,
      @Nullable Long p50Nanos,
      @Nullable Long p99Nanos,
      double failedShare,
      @Nullable Verdict verdict) {
    private static final Duration LONGEST = Duration.ofDays(30);

    public Point {
      Check.positive("ratePerSecond", ratePerSecond);
      if (!length.isPositive() || length.compareTo(LONGEST) > 0) {
        throw Check.invalid("lengthSeconds", length.toSeconds(), "above 0, at most 30 days");
      }
      Check.amount("throughputPerSecond", throughputPerSecond);
      Check.amount("inFlight", inFlight);
      Check.nanos("p50Nanos", p50Nanos);
      Check.nanos("p99Nanos", p99Nanos);
      if (!(failedShare >= 0 && failedShare <= 1)) {
        throw Check.invalid("failedShare", failedShare, "a share from 0 to 1");
      }
    }

    /// Whether it says something about the target.
    public boolean sound() {
      return verdict != Verdict.VOID && throughputPerSecond > 0 && inFlight > 0;
    }
  }

  /// What a load says about its rate.
  public enum Verdict {
    /// The objective holds.
    HOLDS,
    /// It breaks, though the target keeps up.
    BREAKS,
    /// Requests pile up.
    OVERLOADED,
    /// Too close to tell.
    UNDECIDED,
    /// The generator disturbed the measurement.
    VOID;

    /// As people read it.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
