package dev.headroom.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// A server that runs as a child process and whose CPU time and memory are read from outside.
final class ChildServer implements AutoCloseable {
  /// Clock ticks of a second in Linux's thread statistics.
  private static final double TICKS = 100;

  private final Process process;

  ChildServer(List<String> command, Path log) throws IOException {
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()))
            .start();
  }

  /// The CPU time used so far, in seconds; the kernel counts it in steps of 10 ms.
  double cpuSeconds() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
  }

  /// CPU seconds of the threads that live, by name without its numbers.
  Map<String, Double> cpuSecondsByThread() throws IOException {
    Map<String, Double> seconds = new TreeMap<>();
    try (var threads = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
      for (Path thread : threads.toList()) {
        String stat = Files.readString(thread.resolve("stat"));
        int end = stat.lastIndexOf(')');
        String name = stat.substring(stat.indexOf('(') + 1, end).replaceAll("[-#\\d ]+$", "");
        String[] fields = stat.substring(end + 2).split(" ", -1);
        double used = (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
        seconds.merge(name, used, Double::sum);
      }
    }
    return seconds;
  }

  /// What each thread used between two looks, as text: µs a span, those with less than 0.02 left
  /// out.
  static String perSpan(Map<String, Double> before, Map<String, Double> after, long spans) {
    List<String> used = new ArrayList<>();
    after.forEach((name, seconds) -> {
      double micros = (seconds - before.getOrDefault(name, 0.0)) * 1e6 / spans;
      if (micros >= 0.02) {
        used.add(String.format(Locale.ROOT, "%s %.2f", name, micros));
      }
    });
    return String.join(", ", used);
  }

  /// Resident memory in MiB, as Linux tells it.
  long residentMebibytes() throws IOException {
    return mebibytes("VmRSS:");
  }

  /// The most resident memory the process ever had, in MiB.
  long peakResidentMebibytes() throws IOException {
    return mebibytes("VmHWM:");
  }

  private long mebibytes(String field) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith(field)) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      }
    }
    return 0;
  }

  /// Looks every so many milliseconds until it is so.
  void await(String what, Duration longest, int everyMillis, BooleanSupplier condition)
      throws InterruptedException {
    long deadline = System.nanoTime() + longest.toNanos();
    while (!condition.getAsBoolean()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException("waited in vain for: " + what);
      }
      Thread.sleep(everyMillis);
    }
  }

  /// Waits until the process has nearly nothing to do any more.
  void awaitQuiet(Duration longest) throws InterruptedException {
    double[] last = {-1};
    await(
        "rest",
        longest,
        1_000,
        () -> {
          double now = cpuSeconds();
          boolean quiet = last[0] >= 0 && now - last[0] < 0.03;
          last[0] = now;
          return quiet;
        });
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /// Bytes of all files below a directory.
  static long bytesBelow(Path directory) {
    if (!Files.exists(directory)) {
      return 0;
    }
    try (var files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
