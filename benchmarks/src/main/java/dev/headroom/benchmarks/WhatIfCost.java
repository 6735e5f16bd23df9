package dev.headroom.benchmarks;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.SpanId;
import dev.headroom.base.TraceId;
import dev.headroom.finding.Edit;
import dev.headroom.rollup.SiblingOrder;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceSample;
import dev.headroom.rollup.TraceSpan;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.SpanKind;
import dev.headroom.whatif.Retiming;
import dev.headroom.whatif.WhatIf;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// What retiming a trace and answering a what-if question cost, by the thread's CPU time.
///
/// `WhatIfCost [rounds]`: traces of 10, 100 and 1,000 spans in random trees of eight operations.
public final class WhatIfCost {
  private static final int TRACES = 200;
  private static final int OPERATIONS = 8;
  private static final long ROUND_SPANS = 2_000_000;

  private WhatIfCost() {}

  /// @param args rounds, 9 unless told
  public static void main(String[] args) {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 9;
    for (int spans : new int[] {10, 100, 1_000}) {
      List<TraceSample> traces = new ArrayList<>();
      Random random = new Random(spans);
      for (int i = 0; i < TRACES; i++) {
        traces.add(trace(random, i, spans));
      }
      retiming(traces, spans, rounds);
      question(traces, rounds);
    }
  }

  private static void retiming(List<TraceSample> traces, int spans, int rounds) {
    Retiming retiming = new Retiming(List.of(edit()), SiblingOrder.ofTraces(traces));
    long[] nanos = new long[rounds];
    long repeats = Math.max(1, ROUND_SPANS / ((long) TRACES * spans));
    long sum = 0;
    for (int round = -2; round < rounds; round++) {
      long before = cpu();
      for (long repeat = 0; repeat < repeats; repeat++) {
        for (TraceSample trace : traces) {
          sum += retiming.rootNanos(trace);
        }
      }
      if (round >= 0) {
        nanos[round] = (cpu() - before) / (repeats * TRACES);
      }
    }
    print("retiming a trace of " + spans + " spans", nanos, sum);
  }

  private static void question(List<TraceSample> traces, int rounds) {
    SiblingOrder order = SiblingOrder.ofTraces(traces);
    long[] nanos = new long[rounds];
    long sum = 0;
    for (int round = -2; round < rounds; round++) {
      long before = cpu();
      sum +=
          WhatIf.predict(
                  traces.getFirst().route(),
                  traces,
                  new WhatIf.Known(order, null, null),
                  List.of(edit()))
              .traces();
      if (round >= 0) {
        nanos[round] = cpu() - before;
      }
    }
    print("a question over " + TRACES + " of them", nanos, sum);
  }

  private static void print(String what, long[] nanos, long sum) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    double median = sorted[sorted.length / 2];
    System.out.printf(
        Locale.ROOT,
        "%-36s %12.1f µs (%.1f to %.1f)  %,.0f/s  [%d]%n",
        what,
        median / 1e3,
        sorted[0] / 1e3,
        sorted[sorted.length - 1] / 1e3,
        1e9 / median,
        sum);
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static Edit edit() {
    ServiceOperation where = where(1);
    return new Edit.Faster(Edit.Target.of(where.service(), where.operation()), 2);
  }

  private static ServiceOperation where(int number) {
    return new ServiceOperation(
        new ServiceName("service-" + number % 3), new OperationName("operation " + number));
  }

  /// A tree in which every span has its children one after the other or overlapping.
  private static TraceSample trace(Random random, int number, int size) {
    List<TraceSpan> spans = new ArrayList<>();
    spans.add(span(number, 0, -1, 0, 1_000_000_000L));
    long[] begun = new long[size];
    for (int i = 1; i < size; i++) {
      int parent = random.nextInt(Math.max(0, i - 6), i);
      TraceSpan above = spans.get(parent);
      long from = Math.max(above.startNanos(), begun[parent]);
      long start = from + random.nextLong(Math.max(1, (above.endNanos() - from) / 4));
      long end = start + random.nextLong(Math.max(1, (above.endNanos() - start) / 2));
      begun[parent] = start;
      spans.add(span(number, i, parent, start, end));
    }
    return new TraceSample(new TraceId(1, number), 0, 1, spans);
  }

  private static TraceSpan span(int trace, int index, int parent, long start, long end) {
    return new TraceSpan(
        new SpanId(trace * 10_007L + index + 1),
        parent,
        0,
        where(index == 0 ? 0 : 1 + index % (OPERATIONS - 1)),
        SpanKind.INTERNAL,
        start,
        end,
        0,
        false,
        null,
        "",
        -1,
        "",
        "",
        Attributes.EMPTY);
  }
}
