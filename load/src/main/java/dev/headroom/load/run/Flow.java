package dev.headroom.load.run;

import dev.headroom.load.http.Exchange;
import dev.headroom.load.http.Failure;
import dev.headroom.load.http.Request;
import dev.headroom.load.plan.Answer;
import dev.headroom.load.plan.Capture;
import dev.headroom.load.plan.Check;
import dev.headroom.load.plan.RequestPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One run of a scenario: its requests, one after the other. On the thread of its worker.
final class Flow implements Exchange {
  private static final String NOTHING_CAPTURED = "nothing to capture for ";

  private static final String CANNOT_BE_CHECKED = "an answer that can be checked, but ";

  private final Worker worker;
  private final List<Script.Line> lines;
  private final @Nullable String[] values;
  private int at;
  private Request request;
  private long due;
  private long sent;
  private boolean wasSent;

  Flow(Worker worker, List<Script.Line> lines, @Nullable String[] values, long due) {
    this.worker = worker;
    this.lines = lines;
    this.values = values;
    this.due = due;
    this.request = worker.script().request(lines.getFirst(), values);
  }

  /// Sends the request that is due.
  void start() {
    worker.tally().offered(due, System.nanoTime());
    wasSent = false;
    worker.client().send(this);
  }

  @Override
  public Request request() {
    return request;
  }

  @Override
  public long due() {
    return due;
  }

  long sent() {
    return sent;
  }

  boolean wasSent() {
    return wasSent;
  }

  int part() {
    return lines.get(at).part();
  }

  @Override
  public void sent(long nanos) {
    sent = nanos;
    wasSent = true;
  }

  @Override
  public void answered(Answer answer, long bytes, long nanos) {
    String broken = checked(answer);
    worker.tally().answered(this, answer.status(), bytes, broken, nanos);
    if (broken == null) {
      next(nanos);
    } else {
      worker.over(nanos);
    }
  }

  @Override
  public void failed(Failure failure, long nanos) {
    worker.tally().failed(this, failure, nanos);
    worker.over(nanos);
  }

  private @Nullable String checked(Answer answer) {
    try {
      return broken(answer);
    } catch (RuntimeException | StackOverflowError e) {
      // A pattern may be more than the stack holds; that is the answer's fault, not the run's.
      return CANNOT_BE_CHECKED + e.getClass().getSimpleName();
    }
  }

  private @Nullable String broken(Answer answer) {
    RequestPlan plan = lines.get(at).plan();
    for (Check check : plan.checks()) {
      if (!check.holds(answer)) {
        return check.text();
      }
    }
    for (Capture capture : plan.captures()) {
      String value = capture.source().from(answer);
      if (value == null) {
        return NOTHING_CAPTURED + capture.name();
      }
      values[capture.variable()] = value;
    }
    return null;
  }

  private void next(long nanos) {
    if (at + 1 == lines.size()) {
      worker.over(nanos);
      return;
    }
    long next = nanos + worker.drawn(lines.get(at).plan().think());
    at++;
    request = worker.script().request(lines.get(at), values);
    due = next;
    worker.later(this);
  }
}
