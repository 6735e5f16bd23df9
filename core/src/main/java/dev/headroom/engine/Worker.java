package dev.headroom.engine;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A thread with a bounded queue. What one item does to a fold is caught there and set aside
/// ([Quarantine]); what breaks beyond that, and every [Error], ends the worker and is told, because
/// after a lost step its counts would be wrong: the journal has everything, a restart folds it
/// again.
abstract sealed class Worker<T> implements AutoCloseable permits SpanWorker, RecordWorker {
  private final String name;
  private final WorkQueue<Step<T>> queue;
  private final Consumer<Throwable> broken;
  private final Thread thread;

  /// One thing to do: an item, or a barrier, or (neither) to stop.
  private record Step<T>(@Nullable T item, @Nullable Barrier barrier) {}

  Worker(String name, long capacity, Consumer<Throwable> broken) {
    this.name = name;
    this.queue = new WorkQueue<>(capacity);
    this.broken = broken;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
  }

  abstract void work(T item);

  abstract Barrier.Part pass(Barrier barrier);

  void start() {
    thread.start();
  }

  void submit(T item, int weight) throws InterruptedException {
    queue.put(new Step<>(item, null), weight);
  }

  void submit(Barrier barrier) throws InterruptedException {
    queue.put(new Step<>(null, barrier), 0);
  }

  private void run() {
    try {
      while (true) {
        Step<T> step = queue.take();
        Barrier barrier = step.barrier();
        T item = step.item();
        if (barrier != null) {
          barrier.arrive(pass(barrier));
        } else if (item != null) {
          work(item);
        } else {
          return;
        }
      }
    } catch (InterruptedException _) {
      // Closed while it waited.
    } catch (RuntimeException | Error e) {
      broken.accept(e);
    } finally {
      // Nobody takes from the queue any more, so nobody may wait for room in it.
      queue.close();
    }
  }

  String name() {
    return name;
  }

  long depth() {
    return queue.depth();
  }

  long capacity() {
    return queue.capacity();
  }

  /// Ends the thread; what still waits is left to the journal.
  @Override
  public void close() {
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        // It ends after the step it is at; what it works on is closed next.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
