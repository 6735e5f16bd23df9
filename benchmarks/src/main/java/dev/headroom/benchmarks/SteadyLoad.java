package dev.headroom.benchmarks;

import dev.headroom.benchmarks.SpanSender.Pace;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Sends spans over the network at a steady rate and tells whether Headroom keeps up, and what it
/// costs in memory and CPU time.
///
/// `SteadyLoad HOME DIRECTORY [spans a second] [seconds] [gzip | plain]`: HOME is a distribution,
/// started by its launcher (`HEADROOM_HEAP` and `HEADROOM_JAVA_OPTS` count), or a class path; the
/// directory must not hold a store yet. Requests leave when they are due, whatever became of those
/// before, and are made beforehand: this program then costs little on the same machine.
public final class SteadyLoad {
  private static final int SPANS_PER_REQUEST = 200;

  /// Requests are made this long before they are sent, at most; spans end at the time of sending.
  private static final long NANOS_TO_MAKE_A_SPAN = 8_000;

  private final PrintStream out;
  private final int rate;
  private final int seconds;
  private final boolean gzip;

  private SteadyLoad(PrintStream out, int rate, int seconds, boolean gzip) {
    this.out = out;
    this.rate = rate;
    this.seconds = seconds;
    this.gzip = gzip;
  }

  /// Runs it.
  public static void main(String[] args) throws IOException, InterruptedException {
    Path directory = Path.of(args[1]).toAbsolutePath();
    Files.createDirectories(directory);
    new SteadyLoad(
            System.out,
            args.length > 2 ? Integer.parseInt(args[2]) : 50_000,
            args.length > 3 ? Integer.parseInt(args[3]) : 60,
            args.length > 4 && args[4].equals("gzip"))
        .run(args[0], directory);
    System.exit(0);
  }

  private void run(String home, Path directory) throws IOException, InterruptedException {
    long spans = (long) rate * seconds;
    long startNanos = System.currentTimeMillis() * 1_000_000 + spans * NANOS_TO_MAKE_A_SPAN;
    List<byte[]> requests = requests(startNanos);
    try (HeadroomChild headroom = HeadroomChild.start(home, directory, List.of())) {
      SpanSender sender = SpanSender.grpc(headroom.grpc(), gzip);
      long interval = SPANS_PER_REQUEST * 1_000_000_000L / rate;
      int perStretch = Math.max(1, requests.size() / 6);
      for (int from = 0; from < requests.size(); from += perStretch) {
        List<byte[]> some = requests.subList(from, Math.min(requests.size(), from + perStretch));
        stretch(headroom, sender, some, interval);
      }
      headroom.awaitFolded();
      out.printf(
          Locale.ROOT,
          "sent %d spans, Headroom says %d; %d requests were refused and sent again; peak RSS %d"
              + " MiB%n",
          (long) requests.size() * SPANS_PER_REQUEST,
          headroom.spans(),
          sender.refused(),
          headroom.process().peakResidentMebibytes());
    }
  }

  private List<byte[]> requests(long startNanos) throws IOException {
    ShopTraffic traffic = new ShopTraffic(2);
    List<byte[]> requests = new ArrayList<>();
    long count = (long) rate * seconds / SPANS_PER_REQUEST;
    for (long i = 0; i < count; i++) {
      byte[] plain =
          SpanEncodings.otlp(
              traffic.traces(
                  SPANS_PER_REQUEST / ShopTraffic.SPANS_PER_TRACE,
                  startNanos + i * SPANS_PER_REQUEST * 1_000_000_000L / rate));
      requests.add(SpanSender.frame(gzip ? SpanSender.gzip(plain) : plain, gzip));
    }
    return requests;
  }

  private void stretch(
      HeadroomChild headroom, SpanSender sender, List<byte[]> requests, long intervalNanos)
      throws IOException, InterruptedException {
    double cpu = headroom.process().cpuSeconds();
    Map<String, Double> before = headroom.process().cpuSecondsByThread();
    Pace pace = sender.send(requests, intervalNanos);
    long spans = (long) requests.size() * SPANS_PER_REQUEST;
    double used = headroom.process().cpuSeconds() - cpu;
    out.printf(
        Locale.ROOT,
        "%.1f s: %.0f spans/s, %.2f µs CPU per span, answered after %.1f ms (median) and %.0f ms"
            + " (longest), RSS %d MiB; %s%n",
        pace.seconds(),
        spans / pace.seconds(),
        used * 1e6 / spans,
        pace.medianMillis(),
        pace.longestMillis(),
        headroom.process().residentMebibytes(),
        ChildServer.perSpan(before, headroom.process().cpuSecondsByThread(), spans));
  }
}
