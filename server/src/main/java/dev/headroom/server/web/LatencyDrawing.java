package dev.headroom.server.web;

import dev.headroom.query.view.AgainstProduction;
import dev.headroom.query.view.CapacityTestView;
import dev.headroom.query.view.CapacityTestView.Load;
import dev.headroom.query.view.CeilingView;
import dev.headroom.server.web.Plot.Axis;
import dev.headroom.server.web.Plot.Spot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Response times of a load test against the rate as inline SVG, on a logarithmic scale: the median
/// and the 99th percentile of each load, the ceiling with its interval, and production's busy hour.
public final class LatencyDrawing {
  private static final double ROOM = 1.06;

  private LatencyDrawing() {}

  /// Empty when nothing was answered.
  public static String svg(CapacityTestView view) {
    List<Load> loads =
        view.loads().stream()
            .filter(load -> load.p99Nanos() != null || load.p50Nanos() != null)
            .filter(load -> !"VOID".equals(load.verdict()))
            .sorted(Comparator.comparingDouble(Load::ratePerSecond))
            .toList();
    if (loads.isEmpty()) {
      return "";
    }
    Double peak = peak(view.against());
    List<Spot> medians = spots(loads, false);
    List<Spot> tails = spots(loads, true);
    List<Double> nanos = new ArrayList<>();
    medians.forEach(spot -> nanos.add(spot.y()));
    tails.forEach(spot -> nanos.add(spot.y()));
    double low = nanos.stream().mapToDouble(n -> n).min().orElse(1);
    double high = nanos.stream().mapToDouble(n -> n).max().orElse(1);
    double most = Math.max(loads.getLast().ratePerSecond(), peak == null ? 0 : peak) * ROOM;
    Plot plot =
        new Plot(
                "Response times against the rate",
                Axis.to(most),
                new Axis(low / ROOM, high * ROOM, true))
            .ends(Format.nanos(high), Format.nanos(low), Format.rate(most));
    marks(view, peak, plot);
    plot.line("line median", medians).line("line tail", tails);
    dots(loads, plot);
    return plot.done();
  }

  private static void marks(CapacityTestView view, @Nullable Double peak, Plot plot) {
    Double ceiling = view.test().perSecond();
    Double low = view.test().low();
    Double high = view.test().high();
    if (ceiling != null && low != null) {
      plot.band(low, high == null ? ceiling : high)
          .upright("ceiling", ceiling, "ceiling " + Format.rate(ceiling));
    }
    if (peak != null) {
      plot.upright("demand", peak, "busy hour " + Format.rate(peak));
    }
  }

  private static void dots(List<Load> loads, Plot plot) {
    for (Load load : loads) {
      Long median = load.p50Nanos();
      if (median != null) {
        plot.dot("seen", new Spot(load.ratePerSecond(), median), tip("p50", median, load));
      }
      Long tail = load.p99Nanos();
      if (tail != null) {
        plot.dot("tail", new Spot(load.ratePerSecond(), tail), tip("p99", tail, load));
      }
    }
  }

  private static String tip(String what, long nanos, Load load) {
    return what + " " + Format.nanos(nanos) + " at " + Format.rate(load.ratePerSecond());
  }

  private static List<Spot> spots(List<Load> loads, boolean tail) {
    List<Spot> spots = new ArrayList<>();
    for (Load load : loads) {
      Long nanos = tail ? load.p99Nanos() : load.p50Nanos();
      if (nanos != null) {
        spots.add(new Spot(load.ratePerSecond(), Math.max(1, nanos)));
      }
    }
    return spots;
  }

  /// The rate of the busy hour; null when it is not known.
  public static @Nullable Double peak(@Nullable AgainstProduction against) {
    CeilingView production = against == null ? null : against.production();
    return production == null ? null : Double.valueOf(production.peakPerSecond());
  }
}
