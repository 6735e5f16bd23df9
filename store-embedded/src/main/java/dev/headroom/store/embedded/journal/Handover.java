package dev.headroom.store.embedded.journal;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.store.Journal;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The journal's reader thread: hands over what the log holds from earlier, then what the writer
/// made durable, and runs barriers in between.
final class Handover {
  private static final Logger LOG = LoggerFactory.getLogger(Handover.class);
  private static final int REPLAY_STRIDE = 16;

  private final Journal.Reader reader;
  private final JournalClock clock;
  private final Replay replay;
  private final Consumer<Entry> released;
  private final Thread thread = new Thread(this::run, "journal-reader");

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final ArrayDeque<Entry> durable = new ArrayDeque<>();
  private final ArrayDeque<Journal.Barrier> barriers = new ArrayDeque<>();
  private boolean replaying = true;
  private boolean finished;
  private long head;
  private long handedOver;

  /// @param head position behind the last record in the log
  /// @param released told of every record that does not wait any more
  Handover(
      Journal.Reader reader,
      JournalClock clock,
      Replay replay,
      long head,
      Consumer<Entry> released) {
    this.reader = reader;
    this.clock = clock;
    this.replay = replay;
    this.head = head;
    this.released = released;
  }

  void start() {
    thread.start();
  }

  /// Takes records that are durable now, and the position behind them. While the log is still being
  /// read back they will be found there, and only need to be acknowledged.
  void take(List<Entry> group, long end) {
    boolean inLog;
    lock.lock();
    try {
      head = end;
      inLog = replaying;
      if (!inLog) {
        durable.addAll(group);
        work.signal();
      }
    } finally {
      lock.unlock();
    }
    if (inLog) {
      for (Entry entry : group) {
        released.accept(entry);
        entry.done.complete(entry.position);
      }
    }
  }

  void atBarrier(Journal.Barrier action) {
    lock.lock();
    try {
      if (!finished) {
        barriers.add(action);
        work.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Ends the thread once all that was taken is handed over; a replay is broken off.
  void finish() {
    lock.lock();
    try {
      finished = true;
      work.signal();
    } finally {
      lock.unlock();
    }
    join(thread);
  }

  static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    List<Entry> entries = new ArrayList<>();
    List<Journal.Barrier> actions = new ArrayList<>();
    while (await(entries, actions)) {
      actions.forEach(this::reach);
      actions.clear();
      entries.forEach(this::handOver);
      entries.clear();
      if (isReplaying()) {
        replay();
      }
    }
    replay.close();
  }

  private boolean await(List<Entry> entries, List<Journal.Barrier> actions) {
    lock.lock();
    try {
      while (durable.isEmpty() && barriers.isEmpty() && !replaying && !finished) {
        work.awaitUninterruptibly();
      }
      if (finished && durable.isEmpty()) {
        return false;
      }
      entries.addAll(durable);
      durable.clear();
      actions.addAll(barriers);
      barriers.clear();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void reach(Journal.Barrier action) {
    boolean old = isReplaying();
    try {
      action.reached(
          old ? replay.reached() : handedOver, old ? replay.clockNanos() : clock.nanos());
    } catch (RuntimeException | Error e) {
      LOG.error("a barrier failed", e);
    }
  }

  private void handOver(Entry entry) {
    try {
      reader.accept(
          entry.position,
          entry.next(),
          entry.clockNanos,
          entry.signal,
          entry.payload,
          entry.decoded);
      handedOver = entry.next();
      released.accept(entry);
      entry.done.complete(entry.position);
    } catch (RuntimeException | Error e) {
      // Not even an Error may end this thread: senders wait for it, and barriers do.
      LOG.error("the record at {} could not be taken in", entry.position, e);
      handedOver = entry.next();
      released.accept(entry);
      entry.done.completeExceptionally(
          new HeadroomException(
              ErrorCode.INTERNAL, "the request is durable but could not be taken in", e));
    }
  }

  private void replay() {
    for (int i = 0; i < REPLAY_STRIDE && isReplaying(); i++) {
      long until = head();
      try {
        replay.step(until, reader);
      } catch (IOException e) {
        replay.skip(e);
      } catch (RuntimeException | Error e) {
        LOG.error("a record before {} could not be taken in", replay.reached(), e);
      }
      lock.lock();
      try {
        // Checked with the lock held, so that no record slips between the log and the queue.
        if (replay.reached() >= head) {
          replaying = false;
          handedOver = head;
          replay.close();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  boolean isReplaying() {
    lock.lock();
    try {
      return replaying;
    } finally {
      lock.unlock();
    }
  }

  long head() {
    lock.lock();
    try {
      return head;
    } finally {
      lock.unlock();
    }
  }
}
