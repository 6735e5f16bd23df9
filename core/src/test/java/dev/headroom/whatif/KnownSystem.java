package dev.headroom.whatif;

import static dev.headroom.whatif.Tree.span;
import static dev.headroom.whatif.Tree.target;

import dev.headroom.finding.Edit;
import dev.headroom.rollup.TraceSample;
import dev.headroom.signal.SpanKind;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/// Traces of one route of a made-up shop whose times are known, with and without one trouble. What
/// happens without the trouble is drawn anew, from the system and not from the retiming.
enum KnownSystem {
  /// Each line's product is read with a query of its own; a batch costs a query and a bit per line.
  N_PLUS_ONE {
    @Override
    Edit edit() {
      return new Edit.Batched(target("cart SELECT products"));
    }

    @Override
    Tree trace(Random random, boolean trouble, double wait) {
      int lines = 4 + random.nextInt(20);
      List<Double> queries = new ArrayList<>(List.of(log(random, 1_500, 0.4)));
      if (trouble) {
        for (int i = 0; i < lines; i++) {
          queries.add(log(random, 800, 0.4));
        }
      } else {
        queries.add(log(random, 800, 0.4) + lines * 45);
      }
      return inTurn(random, queries, trouble ? 40 : lines * 40.0);
    }

    private Tree inTurn(Random random, List<Double> queries, double between) {
      Line line = new Line(log(random, 700, 0.3));
      for (int i = 0; i < queries.size(); i++) {
        line.call(i == 0 ? "cart SELECT items" : "cart SELECT products", queries.get(i));
        line.own(i == 0 ? 100 : between);
      }
      return line.end(log(random, 900, 0.3));
    }
  },

  /// A service that is called takes four times as long as it needs.
  SLOW_CALLEE {
    @Override
    Edit edit() {
      return new Edit.Faster(target("payments charge"), 4);
    }

    @Override
    Tree trace(Random random, boolean trouble, double wait) {
      Line line = new Line(log(random, 2_000, 0.4));
      line.call("cart SELECT items", log(random, 3_000, 0.6));
      line.own(300);
      double own = log(random, trouble ? 40_000 : 10_000, 0.5);
      line.call("payments charge", own);
      return line.end(log(random, 1_000, 0.3));
    }
  },

  /// Four calls that do not need each other are made one after the other.
  SERIAL_CALLS {
    @Override
    Edit edit() {
      return new Edit.Parallel(target("pricing quote"));
    }

    @Override
    Tree trace(Random random, boolean trouble, double wait) {
      Line line = new Line(log(random, 1_500, 0.4));
      double start = line.now;
      double latest = start;
      for (int i = 0; i < 4; i++) {
        line.now = trouble ? latest : start + i * 60;
        line.call("pricing quote", log(random, 8_000, 0.5));
        latest = Math.max(latest, line.now) + (trouble ? 60 : 0);
      }
      line.now = latest;
      return line.end(log(random, 2_000, 0.3));
    }
  },

  /// Every read goes to the database, though three of four could come from a cache.
  CACHE_MISS {
    @Override
    Edit edit() {
      return new Edit.Cached(target("catalog SELECT product"), 0.75);
    }

    @Override
    Tree trace(Random random, boolean trouble, double wait) {
      Line line = new Line(log(random, 1_000, 0.4));
      for (int i = 0; i < 3; i++) {
        if (trouble || random.nextDouble() > 0.75) {
          line.call("catalog SELECT product", log(random, 6_000, 0.7));
        }
        line.own(200);
      }
      return line.end(log(random, 1_000, 0.3));
    }
  },

  /// Two workers where three are needed: requests queue in front of them.
  LOCK_QUEUE {
    @Override
    Edit edit() {
      return new Edit.PoolSize(target("payments charge"), "workers", 2, 3);
    }

    @Override
    Tree trace(Random random, boolean trouble, double wait) {
      Line line = new Line(log(random, 1_000, 0.3));
      line.own(wait);
      line.call("payments charge", HOLD_MICROS * -Math.log(1 - random.nextDouble()));
      return line.end(log(random, 500, 0.3));
    }

    @Override
    List<TraceSample> traces(long seed, int count, boolean trouble) {
      Random random = new Random(seed);
      // A busy system is observed in pieces: every twentieth of a long run.
      double[] waits = waits(random, count * 20, trouble ? 2 : 3);
      List<TraceSample> traces = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        traces.add(trace(random, trouble, waits[i * 20]).sample(i, 1));
      }
      return traces;
    }
  };

  private static final double HOLD_MICROS = 10_000;
  private static final double LOAD = 1.6;

  /// What takes the trouble away.
  abstract Edit edit();

  abstract Tree trace(Random random, boolean trouble, double wait);

  List<TraceSample> traces(long seed, int count, boolean trouble) {
    Random random = new Random(seed);
    List<TraceSample> traces = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      traces.add(trace(random, trouble, 0).sample(i, 1));
    }
    return traces;
  }

  private static double log(Random random, double median, double sigma) {
    return median * Math.exp(sigma * random.nextGaussian());
  }

  /// How long requests wait in turn that arrive at random and are served by so many.
  private static double[] waits(Random random, int count, int servers) {
    PriorityQueue<Double> free = new PriorityQueue<>();
    for (int i = 0; i < servers; i++) {
      free.add(0.0);
    }
    double[] waits = new double[count];
    double now = 0;
    for (int i = 0; i < count; i++) {
      now += HOLD_MICROS / LOAD * -Math.log(1 - random.nextDouble());
      double start = Math.max(now, free.remove());
      waits[i] = start - now;
      free.add(start + HOLD_MICROS * -Math.log(1 - random.nextDouble()));
    }
    return waits;
  }

  /// A request whose work comes in turn, in microseconds.
  private static final class Line {
    private final List<Tree> calls = new ArrayList<>();
    private double now;

    Line(double own) {
      now = own;
    }

    void own(double micros) {
      now += micros;
    }

    void call(String name, double micros) {
      calls.add(span(name, nanos(now), nanos(now + micros)).kind(SpanKind.CLIENT));
      now += micros;
    }

    Tree end(double own) {
      return span("shop GET /page", 0, nanos(now + own), calls).kind(SpanKind.SERVER);
    }

    private static long nanos(double micros) {
      return Math.round(micros * 1_000);
    }
  }
}
