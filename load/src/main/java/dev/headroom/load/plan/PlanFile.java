package dev.headroom.load.plan;

import dev.headroom.load.arrival.RateFunction;
import dev.headroom.load.arrival.Spacing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A plan as a file tells it, or one made of an address; what it leaves open is null and told
/// elsewhere.
///
/// @param variables names of feeds' columns and of captures
public record PlanFile(
    Target target,
    @Nullable Load load,
    Spacing spacing,
    List<Scenario> scenarios,
    List<Feed> feeds,
    List<String> variables,
    @Nullable Duration duration,
    @Nullable Duration warmUp,
    Duration slow,
    long seed,
    Abort abort,
    List<Threshold> thresholds) {

  /// From when on a request counts as slow unless told.
  static final Duration USUAL_SLOW = Duration.ofSeconds(1);

  static final long USUAL_SEED = 1;

  public PlanFile {
    scenarios = List.copyOf(scenarios);
    feeds = List.copyOf(feeds);
    variables = List.copyOf(variables);
    thresholds = List.copyOf(thresholds);
  }

  /// How much load.
  public sealed interface Load {
    /// A number of users who wait for answers.
    record Users(int users, Duration think) implements Load {}

    /// A rate, or a shape of it.
    ///
    /// @param constant null for another shape
    /// @param ramp two rates, over the whole duration; else null
    /// @param fixed a shape that has a length of its own; else null
    record Rate(@Nullable Double constant, @Nullable String ramp, @Nullable RateFunction fixed)
        implements Load {

      /// Whether the length of the run must be told.
      public boolean needsDuration() {
        return fixed == null;
      }

      /// The rate as a function.
      ///
      /// @param duration not null when it is needed
      public RateFunction shape(@Nullable Duration duration) {
        if (fixed != null) {
          return fixed;
        }
        if (ramp != null && duration != null) {
          return RateText.ramp("ramp", ramp, duration);
        }
        if (constant == null) {
          throw new IllegalStateException("one of them is told");
        }
        return new RateFunction.Constant(constant);
      }
    }
  }

  /// A request told by options.
  ///
  /// @param headers `name: value`
  public record SingleRequest(
      @Nullable String method, List<String> headers, byte @Nullable [] body) {}

  /// One request to the address.
  public static PlanFile ofUrl(Target target, SingleRequest request) {
    String method =
        request.method() == null ? (request.body() == null ? "GET" : "POST") : request.method();
    RequestPlan plan =
        new RequestPlan(
            method + " " + target.path(),
            RequestReader.method("--method", method),
            Template.plain(target.path()),
            request.headers().stream().map(RequestReader::header).toList(),
            request.body() == null ? null : new RequestPlan.BytesBody(request.body()),
            List.of(Check.Status.FINE),
            List.of(),
            RequestPlan.Think.NONE);
    return new PlanFile(
        target,
        null,
        Spacing.POISSON,
        List.of(new Scenario("url", 1, List.of(plan))),
        List.of(),
        List.of(),
        null,
        null,
        USUAL_SLOW,
        USUAL_SEED,
        Abort.USUAL,
        List.of());
  }

  /// Reads a YAML file.
  ///
  /// @param target instead of the one that the file names; null to use that
  public static PlanFile read(Path file, @Nullable Target target) {
    return new PlanReader(file).read(target);
  }
}
