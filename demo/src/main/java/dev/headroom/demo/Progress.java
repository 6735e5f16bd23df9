package dev.headroom.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.Consumer;

/// Prints what happens as lines a program can read: `@demo SECONDS EVENT key=value …`.
final class Progress implements Consumer<String> {
  private final PrintStream out;
  private final long startNanos = System.nanoTime();

  Progress(PrintStream out) {
    this.out = out;
  }

  /// Prints one event with its values.
  @Override
  public void accept(String event) {
    Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
    synchronized (out) {
      out.printf("@demo %d.%03d %s%n", elapsed.toSeconds(), elapsed.toMillisPart(), event);
      out.flush();
    }
  }
}
