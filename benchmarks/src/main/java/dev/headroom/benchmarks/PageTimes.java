package dev.headroom.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Times starts on a data directory, then pages and answers of the API over HTTP.
///
/// `PageTimes HOME DIRECTORY [starts] [service]`: HOME is a distribution, started by its launcher,
/// or a class path; the data is what `DIRECTORY/data` holds, as [StoreScale] or [SteadyLoad] left
/// it, and may be nothing. A few traces are sent so that there is one to show.
public final class PageTimes {
  private static final List<String> RANGES = List.of("1h", "24h", "30d");

  private PageTimes() {}

  /// Runs it.
  public static void main(String[] args) throws IOException, InterruptedException {
    Path directory = Path.of(args[1]).toAbsolutePath();
    Files.createDirectories(directory);
    int starts = args.length > 2 ? Integer.parseInt(args[2]) : 5;
    for (int i = 0; i < starts; i++) {
      try (HeadroomChild headroom = HeadroomChild.start(args[0], directory, List.of())) {
        System.out.printf(
            Locale.ROOT,
            "start %d: ready after %.2f s by the clock, %.2f s CPU%n",
            i + 1,
            headroom.readySeconds(),
            headroom.readyCpuSeconds());
      }
    }
    try (HeadroomChild headroom = HeadroomChild.start(args[0], directory, List.of())) {
      pages(System.out, headroom, args.length > 3 ? args[3] : "orders");
    }
    System.exit(0);
  }

  private static void pages(PrintStream out, HeadroomChild headroom, String service)
      throws InterruptedException {
    ShopTraffic traffic = new ShopTraffic(3);
    SpanSender.grpc(headroom.grpc(), false)
        .send(
            List.of(
                SpanSender.frame(
                    SpanEncodings.otlp(traffic.traces(25, System.currentTimeMillis() * 1_000_000)),
                    false)));
    headroom.awaitFolded();
    List<String> paths = new ArrayList<>();
    for (String range : RANGES) {
      paths.add("/?range=" + range);
      paths.add("/map?range=" + range);
      paths.add("/services?range=" + range);
      paths.add("/service?name=" + service + "&range=" + range);
    }
    paths.add("/traces?range=1h");
    paths.add("/trace/" + headroom.someTrace());
    paths.add("/quality");
    paths.add("/catalog");
    paths.add("/system");
    for (String path : paths) {
      out.println(headroom.time(path));
    }
  }
}
