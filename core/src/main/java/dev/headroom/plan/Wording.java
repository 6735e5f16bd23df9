package dev.headroom.plan;

import dev.headroom.base.PlainText;
import dev.headroom.capacity.ResourceId;
import dev.headroom.plan.RouteEffect.Shift;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.signal.NodeType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Proposals in plain sentences.
final class Wording {
  /// A limit that allows no more than this factor over the one before is right behind it.
  private static final double RIGHT_BEHIND = 1.25;

  private Wording() {}

  static String route(ServiceOperation route) {
    return route.operation() + " in " + route.service();
  }

  static String resource(ResourceId resource) {
    String kind = resource.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    String kindWords = kind.equals("cpu") ? "CPU" : kind;
    if (resource.kind() == ResourceId.Kind.CPU && !resource.name().isEmpty()) {
      return "the CPU of " + resource.name();
    }
    if (resource.node().type() != NodeType.SERVICE) {
      String outside = "the " + kindWords + " " + resource.node().name();
      return resource.name().isEmpty() ? outside : "the " + resource.name() + " of " + outside;
    }
    return "the "
        + kindWords
        + (resource.name().isEmpty() ? "" : " " + resource.name())
        + " of "
        + resource.node().name();
  }

  /// What to do and what it buys: the advice, the owner, then the effects that are known.
  static String sentence(
      String advice, String owner, List<RouteEffect> routes, @Nullable BudgetEffect budget) {
    String what = advice.endsWith(".") ? advice.substring(0, advice.length() - 1) : advice;
    StringBuilder text = new StringBuilder(what);
    if (!owner.isEmpty()) {
      text.append(" (owner: ").append(owner).append(')');
    }
    List<String> buys = buys(routes, budget);
    if (!buys.isEmpty()) {
      text.append(": ").append(String.join("; ", buys));
    }
    return text.append('.').toString();
  }

  private static List<String> buys(List<RouteEffect> routes, @Nullable BudgetEffect budget) {
    List<String> buys = new ArrayList<>();
    if (!routes.isEmpty()) {
      RouteEffect first = routes.getFirst();
      Shift p95 = first.p95();
      buys.add(
          "p95 of "
              + route(first.route())
              + " "
              + PlainText.nanos(p95.nowNanos())
              + " → "
              + PlainText.nanos(p95.thenNanos())
              + " ("
              + PlainText.nanos(p95.interval().low())
              + " to "
              + PlainText.nanos(p95.interval().high())
              + ")");
    }
    routes.stream()
        .map(RouteEffect::ceiling)
        .filter(each -> each != null && each.moves() && each.peakPerSecond() > 0)
        .findFirst()
        .ifPresent(each ->
            buys.add(
                "headroom "
                    + PlainText.number(each.headroomNow())
                    + " → "
                    + PlainText.number(each.headroomThen())
                    + " times the peak"));
    if (budget != null && budget.savedShare() > 0) {
      buys.add(
          "saves "
              + PlainText.percent(budget.savedShare())
              + " of the bad events of SLO "
              + budget.slo());
    }
    return buys;
  }

  /// Why the ceiling of the route with the most relief stays where it is; empty when it moves or is
  /// not known.
  static String caveat(List<RouteEffect> routes) {
    for (RouteEffect route : routes) {
      @Nullable CeilingEffect ceiling = route.ceiling();
      if (ceiling != null) {
        return ceiling.moves() ? "" : stays(ceiling);
      }
    }
    return "";
  }

  private static String stays(CeilingEffect ceiling) {
    boolean untouched = ceiling.limitThen().equals(ceiling.limitNow());
    String text =
        "This would not move the ceiling of "
            + route(ceiling.route())
            + ": the limit is "
            + resource(ceiling.limitNow())
            + " at "
            + PlainText.number(ceiling.nowPerSecond())
            + "/s";
    if (!untouched) {
      return text + "; the next limit is right behind it at " + then(ceiling) + ".";
    }
    @Nullable Double next = ceiling.nextPerSecond();
    @Nullable ResourceId which = ceiling.next();
    if (next == null || which == null) {
      return text + ".";
    }
    String where =
        next <= ceiling.nowPerSecond() * RIGHT_BEHIND ? "is right behind it" : "comes after it";
    return text
        + "; the next limit "
        + where
        + " at "
        + PlainText.number(next)
        + "/s ("
        + resource(which)
        + ").";
  }

  private static String then(CeilingEffect ceiling) {
    return PlainText.number(ceiling.thenPerSecond()) + "/s (" + resource(ceiling.limitThen()) + ")";
  }
}
