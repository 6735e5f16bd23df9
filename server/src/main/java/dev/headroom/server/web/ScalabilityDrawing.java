package dev.headroom.server.web;

import dev.headroom.query.view.ScalabilityView;
import dev.headroom.query.view.ScalabilityView.Level;
import dev.headroom.server.web.Plot.Axis;
import dev.headroom.server.web.Plot.Spot;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Throughput against concurrency as inline SVG: a point for each level, and the law's curve.
public final class ScalabilityDrawing {
  private ScalabilityDrawing() {}

  /// @param view with at least one level
  public static String svg(ScalabilityView view) {
    return svg(view, null);
  }

  /// @param view with at least one level
  /// @param peakPerSecond the rate in the busy hour, drawn in; null for none
  public static String svg(ScalabilityView view, @Nullable Double peakPerSecond) {
    double most = most(view, Level::inFlight);
    double peak = peakPerSecond == null ? 0 : peakPerSecond;
    double top = Math.max(most(view, Level::perSecond), peak);
    Plot plot =
        new Plot("Throughput against requests under way", Axis.to(most), Axis.to(top))
            .ends(Format.rate(top), "0", Format.number(most) + " under way")
            .line("line", view.curve().stream().map(ScalabilityDrawing::spot).toList());
    if (peak > 0) {
      plot.level(peak, "busy hour " + Format.rate(peak));
    }
    for (Level level : view.levels()) {
      plot.dot(
          "seen",
          spot(level),
          Format.rate(level.perSecond()) + " at " + Format.number(level.inFlight()) + " under way");
    }
    return plot.done();
  }

  private static Spot spot(Level level) {
    return new Spot(level.inFlight(), level.perSecond());
  }

  private static double most(ScalabilityView view, ToDoubleFunction<Level> figure) {
    return Stream.of(view.levels(), view.curve())
        .flatMap(List::stream)
        .mapToDouble(figure)
        .max()
        .orElse(0);
  }
}
