package dev.headroom.query;

import dev.headroom.base.PlainText;
import dev.headroom.loadtest.CapacityTest;
import dev.headroom.loadtest.CapacityTest.Ceiling;
import dev.headroom.loadtest.CapacityTest.Point;
import dev.headroom.query.view.AgainstProduction;
import dev.headroom.query.view.CapacityTestRow;
import dev.headroom.query.view.CapacityTestView;
import dev.headroom.query.view.CapacityTestView.Load;
import dev.headroom.query.view.CeilingView;
import dev.headroom.query.view.CeilingView.Limit;
import dev.headroom.query.view.ScalabilityView;
import dev.headroom.query.view.ScalabilityView.Level;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.stat.ScalabilityChoice;
import dev.headroom.stat.UslFit;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Shows load tests beside the ceilings of one moment.
final class CapacityViews {
  /// Rates that are closer than this agree: intervals of tests do not hold what differs from day to
  /// day.
  private static final double AGREEMENT = 0.1;

  private final CeilingViews ceilings;

  CapacityViews(CeilingViews ceilings) {
    this.ceilings = ceilings;
  }

  static CapacityTestRow row(CapacityTest test) {
    CapacityTest.Tested tested = test.tested();
    ServiceOperation route = tested.route();
    Ceiling ceiling = test.ceiling();
    return new CapacityTestRow(
        test.id(),
        test.at(),
        test.kind().name(),
        tested.target(),
        route == null ? null : route.service().value(),
        route == null ? null : route.operation().value(),
        tested.version(),
        tested.environment(),
        test.objective(),
        test.answer(),
        ceiling == null ? null : ceiling.perSecond(),
        ceiling == null ? null : ceiling.low(),
        ceiling == null ? null : ceiling.high(),
        test.capacityPerSecond(),
        test.failed(),
        test.points().size(),
        test.doubts().size());
  }

  /// @param against null when the test stands for no route
  /// @param document whether it came with one
  static CapacityTestView whole(
      CapacityTest test, @Nullable AgainstProduction against, boolean document) {
    return new CapacityTestView(
        row(test),
        test.details(),
        test.doubts(),
        test.points().stream().map(CapacityViews::load).toList(),
        scalability(test.points()),
        against,
        test.command(),
        document);
  }

  private static Load load(Point point) {
    return new Load(
        point.ratePerSecond(),
        point.length().toNanos() / 1e9,
        point.throughputPerSecond(),
        point.inFlight(),
        point.p50Nanos(),
        point.p99Nanos(),
        point.failedShare(),
        point.verdict() == null ? null : point.verdict().name());
  }

  /// The law is fitted to all loads that say something, and shown only when they can tell it.
  private static ScalabilityView scalability(List<Point> points) {
    List<Level> levels =
        points.stream()
            .filter(Point::sound)
            .map(point -> new Level(point.inFlight(), point.throughputPerSecond()))
            .sorted(Comparator.comparingDouble(Level::inFlight))
            .toList();
    long different = levels.stream().mapToDouble(Level::inFlight).distinct().count();
    if (different < UslFit.LEAST_LEVELS) {
      return unfitted(
          levels,
          different
              + " different concurrencies were held; a law of scaling needs "
              + UslFit.LEAST_LEVELS);
    }
    double[] n = levels.stream().mapToDouble(Level::inFlight).toArray();
    double[] x = levels.stream().mapToDouble(Level::perSecond).toArray();
    UslFit fit = UslFit.of(n, x);
    return fit.identifiable()
        ? new ScalabilityView(
            levels,
            ScalabilityChoice.of(n, x).best().stream().map(Enum::name).toList(),
            CeilingViews.law(fit.usl()),
            CeilingViews.curve(fit.usl(), n[n.length - 1]),
            null,
            "")
        : unfitted(levels, "the loads were too much alike to tell a law of scaling");
  }

  private static ScalabilityView unfitted(List<Level> levels, String why) {
    return new ScalabilityView(levels, List.of(), null, List.of(), null, why);
  }

  /// What was tested beside what is known of the route.
  AgainstProduction against(CapacityTest test, ServiceOperation route) {
    CeilingView production = ceilings.row(route.service(), route.operation());
    Ceiling ceiling = test.ceiling();
    double peak = production == null ? 0 : production.peakPerSecond();
    String difference = difference(test, production);
    if (ceiling == null || !(peak > 0)) {
      return new AgainstProduction(null, null, null, production, difference);
    }
    Double high = ceiling.high();
    return new AgainstProduction(
        ceiling.perSecond() / peak,
        ceiling.low() / peak,
        high == null ? null : high / peak,
        production,
        difference);
  }

  private static String difference(CapacityTest test, @Nullable CeilingView production) {
    if (production == null) {
      return "The route has no traffic in production's telemetry to compare with.";
    }
    Limit limit = production.binding();
    if (limit == null) {
      return "Production's telemetry tells no ceiling to compare with"
          + (production.undecided().isEmpty() ? "" : ": " + production.undecided().getFirst())
          + ".";
    }
    Double capacity = test.capacityPerSecond();
    Ceiling ceiling = test.ceiling();
    if (capacity != null) {
      return overloaded(capacity, limit);
    }
    return ceiling == null
        ? "No ceiling was found to compare with " + full(limit) + "."
        : held(ceiling, limit);
  }

  /// What was completed under too much load, and the rate at which a resource is full, are the same
  /// thing measured in two ways.
  private static String overloaded(double capacity, Limit limit) {
    String tested = "Overloaded, the target completed " + rate(capacity);
    if (capacity < limit.low() * (1 - AGREEMENT)) {
      return tested
          + ", "
          + apart(capacity, limit)
          + " less than "
          + full(limit)
          + ": what was tested is smaller, or something gives way first that production's telemetry"
          + " does not measure.";
    }
    return capacity > limit.high() * (1 + AGREEMENT)
        ? tested + ", " + apart(capacity, limit) + " more than " + full(limit) + more()
        : tested + ", which agrees with " + full(limit) + ".";
  }

  /// An objective breaks before a resource is full, so a lower rate is as it should be.
  private static String held(Ceiling ceiling, Limit limit) {
    double rate = ceiling.perSecond();
    String tested =
        ceiling.high() == null
            ? "The objective still held at " + rate(rate) + ", the highest rate that was tested"
            : "The objective holds up to " + rate(rate);
    if (rate > limit.high() * (1 + AGREEMENT)) {
      return tested + ", " + apart(rate, limit) + " more than " + full(limit) + more();
    }
    if (rate >= limit.low() * (1 - AGREEMENT)) {
      return tested + ", which agrees with " + full(limit) + ".";
    }
    return tested
        + ", "
        + apart(rate, limit)
        + " less than "
        + full(limit)
        + (ceiling.high() == null
            ? "; higher rates may hold too."
            : ": response times give way before the resource is full.");
  }

  private static String more() {
    return ": the test loads this route alone, while in production the others grow with it; or what"
        + " was tested is larger.";
  }

  private static String full(Limit limit) {
    return "the "
        + rate(limit.perSecond())
        + " at which "
        + limit.title()
        + " is full by production's telemetry";
  }

  private static String rate(double perSecond) {
    return PlainText.number(perSecond) + "/s";
  }

  private static String apart(double rate, Limit limit) {
    return PlainText.percent(Math.rint(100 * Math.abs(rate / limit.perSecond() - 1)) / 100);
  }
}
