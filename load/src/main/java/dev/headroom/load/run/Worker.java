package dev.headroom.load.run;

import dev.headroom.load.arrival.ArrivalTimes;
import dev.headroom.load.http.Client;
import dev.headroom.load.plan.RequestPlan.Think;
import java.time.Duration;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Makes the share of load that one thread has. On the thread of its client, besides `start`,
/// `stop`, `pulses` and `done`.
final class Worker {
  private static final long PULSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int PULSES_WITH_TIMES = 10;

  /// Who stops a run does not want to wait long for what is in flight.
  private static final long STOPPED_DRAIN_NANOS = TimeUnit.SECONDS.toNanos(2);

  /// So many at once; then answers have their turn.
  private static final int MOST_AT_ONCE = 128;

  private final Client client;
  private final Script script;
  private final Stretch stretch;
  private final Tally tally;
  private final @Nullable ArrivalTimes arrivals;
  private final int users;
  private final long thinkNanos;
  private final long drainNanos;
  private final SplittableRandom random;
  private final Queue<Pulse> pulses = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private long end;
  private long timerAt = Long.MAX_VALUE;
  private boolean ended;
  private int pulse;

  /// @param arrivals for the open model; else null
  /// @param users for the closed model; else 0
  Worker(
      Client client,
      Script script,
      Stretch stretch,
      Tally tally,
      @Nullable ArrivalTimes arrivals,
      int users,
      Duration think,
      Duration drain,
      long seed) {
    this.client = client;
    this.script = script;
    this.stretch = stretch;
    this.tally = tally;
    this.arrivals = arrivals;
    this.users = users;
    this.thinkNanos = think.toNanos();
    this.drainNanos = drain.toNanos();
    this.random = new SplittableRandom(seed);
    this.end = stretch.end();
  }

  Client client() {
    return client;
  }

  Script script() {
    return script;
  }

  Tally tally() {
    return tally;
  }

  Queue<Pulse> pulses() {
    return pulses;
  }

  /// Complete when all load has been made and has ended or been given up.
  CompletableFuture<Void> done() {
    return done;
  }

  void start() {
    client.execute(() -> {
      for (int i = 0; i < users; i++) {
        long first = stretch.start() + thinkNanos * i / users;
        client.at(first, () -> begin(first));
      }
      beat();
      pump();
    });
  }

  /// Ends the load before its time; what is in flight may still be answered.
  void stop(long now) {
    client.execute(() -> {
      if (now - end < 0) {
        end = now;
        pump();
      }
      client.at(now + Math.min(drainNanos, STOPPED_DRAIN_NANOS), this::giveUp);
    });
  }

  /// Starts what is due, and sees to it that what follows is started in time.
  private void pump() {
    long now = System.nanoTime();
    if (now - timerAt >= 0) {
      timerAt = Long.MAX_VALUE;
    }
    for (int i = 0; i < MOST_AT_ONCE; i++) {
      long due = nextDue();
      if (due - end >= 0) {
        atTheEnd(now);
        return;
      }
      if (due - now > 0) {
        now = System.nanoTime();
      }
      if (due - now > 0) {
        wake(due);
        return;
      }
      if (arrivals != null) {
        arrivals.advance();
      }
      begin(due);
    }
    client.execute(this::pump);
  }

  private long nextDue() {
    long after = arrivals == null ? Long.MAX_VALUE : arrivals.peek();
    return after < end - stretch.start() ? stretch.start() + after : end;
  }

  private void atTheEnd(long now) {
    if (ended) {
      return;
    }
    if (now - end < 0) {
      wake(end);
      return;
    }
    ended = true;
    client.at(now + drainNanos, this::giveUp);
    checkDone();
  }

  private void giveUp() {
    if (!done.isDone()) {
      client.abandon();
      // Even if one was lost: a run ends, and what never ended counts as unfinished.
      done.complete(null);
    }
  }

  private void wake(long nanos) {
    if (nanos < timerAt) {
      timerAt = nanos;
      client.at(nanos, this::pump);
    }
  }

  private void begin(long due) {
    if (due - end < 0) {
      new Flow(this, script.draw(random), script.values(random), due).start();
    }
  }

  /// Sends the next request of a flow when it is due, unless the run is over by then.
  void later(Flow flow) {
    if (flow.due() - end >= 0) {
      over(flow.due());
    } else if (flow.due() - System.nanoTime() <= 0) {
      flow.start();
    } else {
      client.at(
          flow.due(),
          () -> {
            if (flow.due() - end < 0) {
              flow.start();
            } else {
              over(flow.due());
            }
          });
    }
  }

  /// A flow has come to its end.
  void over(long nanos) {
    if (users > 0) {
      long next = nanos + thinkNanos;
      if (thinkNanos == 0 && next - end < 0) {
        // Not at once: a target that refuses at once would make the stack grow.
        client.execute(() -> begin(next));
      } else if (next - end < 0) {
        client.at(next, () -> begin(next));
      }
    }
    checkDone();
  }

  private void checkDone() {
    if (ended && tally.inFlight() == 0) {
      done.complete(null);
    }
  }

  /// A time to think, drawn.
  long drawn(Think think) {
    long least = think.least().toNanos();
    long most = think.most().toNanos();
    return most > least ? random.nextLong(least, most + 1) : least;
  }

  /// Tells how things stand, ten times a second.
  private void beat() {
    pulse++;
    boolean withTimes = pulse % PULSES_WITH_TIMES == 0;
    pulses.add(
        new Pulse(
            System.nanoTime(),
            tally.allOffered,
            tally.allCompleted,
            tally.allFailed,
            client.waiting(),
            withTimes ? tally.takeRecent() : null));
    if (!done.isDone()) {
      client.at(stretch.start() + (pulse + 1) * PULSE_NANOS, this::beat);
      // The rate may have been changed to one at which something is due earlier.
      pump();
    }
  }

  /// How a worker stands at a moment.
  ///
  /// @param recent once a second: the latencies since the last time
  record Pulse(
      long nanos,
      long offered,
      long completed,
      long failed,
      int waiting,
      Tally.@Nullable Recent recent) {}
}
