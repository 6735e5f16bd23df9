package dev.headroom.query;

import dev.headroom.base.SpanId;
import dev.headroom.base.TimeWindow;
import dev.headroom.query.view.TraceView.AssumedOrder;
import dev.headroom.rollup.RollupKey.Siblings;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.SiblingOrder;
import dev.headroom.rollup.TracePaths.RootPath;
import dev.headroom.rollup.TracePaths.Segment;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.signal.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Finds which orders of siblings the critical path of a trace takes for granted, and what many
/// traces of its route say about them.
final class AssumedOrders {
  private static final int MOST = 50;
  private static final Duration AROUND = Duration.ofDays(7);

  private final RollupReader rollups;

  AssumedOrders(RollupReader rollups) {
    this.rollups = rollups;
  }

  /// Two steps of the path below one parent, one right after the other.
  private record Steps(ServiceOperation parent, ServiceOperation first, ServiceOperation second) {}

  /// @param spans of the trace
  /// @param naming the normalised operation of a span
  List<AssumedOrder> of(
      RootPath path, Map<SpanId, Span> spans, Function<Span, ServiceOperation> naming) {
    Set<Steps> steps = steps(path, spans, naming);
    if (steps.isEmpty()) {
      return List.of();
    }
    SiblingOrder order = learned(path, steps);
    return steps.stream()
        .limit(MOST)
        .map(step -> view(step, order.between(step.parent(), step.first(), step.second())))
        .toList();
  }

  private static Set<Steps> steps(
      RootPath path, Map<SpanId, Span> spans, Function<Span, ServiceOperation> naming) {
    Set<Steps> steps = new LinkedHashSet<>();
    childrenInTurn(path, spans)
        .forEach((parent, children) -> {
          for (int i = 1; i < children.size(); i++) {
            ServiceOperation first = naming.apply(children.get(i - 1));
            ServiceOperation second = naming.apply(children.get(i));
            if (!first.equals(second)) {
              steps.add(new Steps(naming.apply(parent), first, second));
            }
          }
        });
    return steps;
  }

  /// The children of each span that the path leads through, in the order of time.
  private static Map<Span, List<Span>> childrenInTurn(RootPath path, Map<SpanId, Span> spans) {
    Map<Span, List<Span>> children = new LinkedHashMap<>();
    Set<SpanId> seen = new HashSet<>(Set.of(path.root().spanId()));
    for (Segment segment : path.path()) {
      Span child = segment.span();
      while (seen.add(child.spanId())) {
        SpanId parentId = child.parentId();
        Span parent = parentId == null ? null : spans.get(parentId);
        if (parent == null) {
          break;
        }
        children.computeIfAbsent(parent, _ -> new ArrayList<>()).add(child);
        child = parent;
      }
    }
    return children;
  }

  private SiblingOrder learned(RootPath path, Set<Steps> steps) {
    Set<ServiceOperation> parents = steps.stream().map(Steps::parent).collect(Collectors.toSet());
    ServiceOperation route = path.operation();
    TimeWindow window =
        new TimeWindow(
            TraceRows.instant(path.root().startNanos()).minus(AROUND),
            TraceRows.instant(path.root().startNanos()).plus(AROUND));
    return SiblingOrder.of(
        rollups.read(
            new RollupReader.Query(
                RollupKind.SIBLINGS,
                window,
                key ->
                    key instanceof Siblings of
                        && of.service().equals(route.service())
                        && of.operation().equals(route.operation())
                        && parents.contains(of.parent()),
                0,
                false)));
  }

  private static AssumedOrder view(Steps steps, SiblingOrder.Answer answer) {
    return new AssumedOrder(
        steps.parent().service().value(),
        steps.parent().operation().value(),
        steps.first().service().value(),
        steps.first().operation().value(),
        steps.second().service().value(),
        steps.second().operation().value(),
        answer.verdict().name(),
        answer.support() == 0 ? null : answer.confidence(),
        answer.support() == 0 ? null : answer.before(),
        answer.support(),
        text(steps, answer));
  }

  private static String text(Steps steps, SiblingOrder.Answer answer) {
    String order = "'" + name(steps.first()) + "' before '" + name(steps.second()) + "': ";
    String held = share(answer.before()) + " of " + count(answer.support()) + " times";
    return order
        + switch (answer.verdict()) {
          case BEFORE -> "held in " + held;
          case AFTER -> "held in only " + held + "; the other way round is usual";
          case CONCURRENT -> "held in " + held + ", so neither seems to wait for the other";
          case UNKNOWN ->
              "not known; they came together "
                  + count(answer.support())
                  + " times, "
                  + SiblingOrder.SUPPORT
                  + " are needed";
        };
  }

  private static String name(ServiceOperation operation) {
    return operation.service() + " " + operation.operation();
  }

  private static String count(long times) {
    return String.format(Locale.ROOT, "%,d", times);
  }

  /// Rounded down, so that 100 % means always.
  private static String share(double share) {
    double percent = Math.floor(share * 1_000) / 10;
    return percent == Math.rint(percent) ? (long) percent + " %" : percent + " %";
  }
}
