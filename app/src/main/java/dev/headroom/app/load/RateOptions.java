package dev.headroom.app.load;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.load.arrival.RateFunction;
import dev.headroom.load.arrival.Spacing;
import dev.headroom.load.plan.Amounts;
import dev.headroom.load.plan.LoadModel;
import dev.headroom.load.plan.LoadPlan;
import dev.headroom.load.plan.PlanFile;
import dev.headroom.load.plan.RateText;
import dev.headroom.load.result.Words;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How much load, for how long.
final class RateOptions {
  private static final Duration USUAL_WARM_UP = Duration.ofSeconds(5);

  @Option(names = "--rate", paramLabel = "RATE", description = "requests per second, e.g. 200")
  private @Nullable String rate;

  @Option(
      names = "--ramp",
      paramLabel = "FROM..TO",
      description = "from one rate to another over the duration, e.g. 10..200")
  private @Nullable String ramp;

  @Option(
      names = "--steps",
      paramLabel = "RATES",
      description = "one rate after the other, e.g. 100,200,300; see --step-length")
  private @Nullable String steps;

  @Option(
      names = "--step-length",
      paramLabel = "TIME",
      defaultValue = "10s",
      description = "how long each of --steps is held (default 10s)")
  private String stepLength = "10s";

  @Option(
      names = "--recorded",
      paramLabel = "FILE",
      description = "a recorded traffic: a rate per second on each line; see --between, --factor")
  private @Nullable Path recorded;

  @Option(
      names = "--between",
      paramLabel = "TIME",
      defaultValue = "1s",
      description = "from one rate of --recorded to the next (default 1s)")
  private String between = "1s";

  @Option(
      names = "--factor",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description = "multiple of the recorded rates (default 1)")
  private double factor = 1;

  @Option(
      names = "--users",
      paramLabel = "NUMBER",
      description = "closed model instead of a rate: users who wait for each answer, then --think")
  private @Nullable Integer users;

  @Option(
      names = "--think",
      paramLabel = "TIME",
      defaultValue = "0",
      description = "how long a user waits after an answer (default 0)")
  private String think = "0";

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      description = "what is measured, e.g. 30s; of steps and recorded traffic all unless told")
  private @Nullable String duration;

  @Option(
      names = "--warm-up",
      paramLabel = "TIME",
      description = "load before that, at the first rate, which does not count (default 5s)")
  private @Nullable String warmUp;

  @Option(
      names = "--steer",
      description =
          "change the rate while it runs by lines on standard input: 'rate 300',"
              + " 'ramp 100..300 30s', 'stop'")
  private boolean steer;

  /// What was asked for.
  record Asked(LoadModel model, Duration duration, Duration warmUp) {}

  boolean steered() {
    return steer;
  }

  /// Options where there are any, else what the file says.
  Asked asked(PlanFile file, Spacing spacing) {
    long told =
        Stream.of(rate, ramp, steps, recorded, users).filter(option -> option != null).count();
    if (told > 1) {
      throw new HeadroomException(
          ErrorCode.INVALID, "expected one of --rate, --ramp, --steps, --recorded and --users");
    }
    Duration warming =
        warmUp != null
            ? Amounts.duration("--warm-up", warmUp)
            : file.warmUp() == null ? USUAL_WARM_UP : file.warmUp();
    Duration measured =
        duration == null ? file.duration() : Amounts.duration("--duration", duration);
    if (told == 0) {
      return ofFile(file, spacing, measured, warming);
    }
    if (users != null) {
      LoadModel closed = new LoadModel.Closed(users, Amounts.duration("--think", think));
      return new Asked(closed, needed(measured), warming);
    }
    return open(shape(measured), spacing, measured, warming);
  }

  private static Asked ofFile(
      PlanFile file, Spacing spacing, @Nullable Duration measured, Duration warming) {
    PlanFile.Load load = file.load();
    return switch (load) {
      case null ->
          throw new HeadroomException(
              ErrorCode.INVALID,
              "there is no rate; expected one of --rate, --ramp, --steps, --recorded and --users");
      case PlanFile.Load.Users closed ->
          new Asked(
              new LoadModel.Closed(closed.users(), closed.think()), needed(measured), warming);
      case PlanFile.Load.Rate open ->
          open(open.shape(needed(measured, open)), spacing, measured, warming);
    };
  }

  private static @Nullable Duration needed(@Nullable Duration measured, PlanFile.Load.Rate rate) {
    return rate.needsDuration() ? needed(measured) : measured;
  }

  private static Asked open(
      RateFunction shape, Spacing spacing, @Nullable Duration measured, Duration warming) {
    Duration whole = measured == null ? RateText.length(shape) : measured;
    return new Asked(
        new LoadModel.Open(new RateFunction.After(warming, shape), spacing),
        needed(whole),
        warming);
  }

  private RateFunction shape(@Nullable Duration measured) {
    if (rate != null) {
      return new RateFunction.Constant(Amounts.rate("--rate", rate));
    }
    if (ramp != null) {
      return RateText.ramp("--ramp", ramp, needed(measured));
    }
    if (steps != null) {
      return RateText.stairs("--steps", steps, Amounts.duration("--step-length", stepLength));
    }
    if (recorded == null) {
      throw new IllegalStateException("one of them was told");
    }
    return RateText.recorded(recorded, Amounts.duration("--between", between), factor);
  }

  private static Duration needed(@Nullable Duration measured) {
    if (measured == null) {
      throw new HeadroomException(
          ErrorCode.INVALID, "--duration is missing; expected a time such as 30s");
    }
    return measured;
  }

  /// The load of a plan in a few words.
  static String words(LoadPlan plan) {
    return switch (plan.load()) {
      case LoadModel.Closed closed ->
          closed.users()
              + " users"
              + (closed.think().isZero() ? "" : " who think " + Words.length(closed.think()));
      case LoadModel.Open open ->
          words(open.rate()) + ", " + open.spacing().name().toLowerCase(Locale.ROOT) + " arrivals";
    };
  }

  private static String words(RateFunction rate) {
    return switch (rate) {
      case RateFunction.Constant constant -> Words.rate(constant.perSecond());
      case RateFunction.Ramp line ->
          "ramp from " + Words.rate(line.fromPerSecond()) + " to " + Words.rate(line.toPerSecond());
      case RateFunction.Stairs stairs ->
          "steps of " + String.join(", ", stairs.perSecond().stream().map(Words::rate).toList());
      case RateFunction.Recorded recording -> "recorded traffic × " + recording.factor();
      case RateFunction.After after -> words(after.then());
    };
  }
}
