package dev.headroom.app.demo;

import dev.headroom.app.serve.HeadroomProcess;
import dev.headroom.app.serve.ServeCommand;
import dev.headroom.app.serve.Setting;
import dev.headroom.app.serve.Settings;
import dev.headroom.app.version.Version;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `headroom demo`: Headroom plus a small shop of real services, until it is told to stop.
@Command(
    name = "demo",
    description = "Start Headroom beside a shop of nine real services with real trouble.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "The shop needs PostgreSQL, which it brings along (Linux x86-64) or finds installed. Its",
      "troubles can be switched while it runs: see demo/README.md, or GET the admin address.",
      "",
      "Example: headroom demo --speed 2 --troubles small-pool,retry-storm"
    })
public final class DemoCommand implements Callable<Integer> {
  private static final String LAUNCHER = "dev.headroom.demo.DemoLauncher";

  @Spec private CommandSpec spec;

  @Option(names = "--speed", paramLabel = "FACTOR", description = "a day takes 10 minutes ÷ speed")
  private @Nullable String speed;

  @Option(
      names = "--duration",
      paramLabel = "LENGTH",
      description = "stop by itself, e.g. 90s, 10m")
  private @Nullable String duration;

  @Option(
      names = "--peak-rate",
      paramLabel = "RATE",
      description = "requests per second at the peak")
  private @Nullable String peakRate;

  @Option(
      names = "--troubles",
      paramLabel = "NAMES",
      description = "troubles at the start, by commas, or none")
  private @Nullable String troubles;

  @Option(
      names = "--work-dir",
      paramLabel = "DIR",
      defaultValue = "demo-work",
      description = "logs and database of the shop (default ./${DEFAULT-VALUE})")
  private Path workDirectory = Path.of("demo-work");

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path shop = shop();
    Map<Setting, String> flags = new EnumMap<>(ServeCommand.flags(spec));
    flags.putIfAbsent(Setting.CATALOG, shop.resolve("catalog").toString());
    flags.putIfAbsent(Setting.DATA_DIR, workDirectory.resolve("headroom").toString());
    // Six days of the shop pass in an hour; of 24 hours, three would have to pass before anything
    // could be compared.
    flags.putIfAbsent(Setting.ANALYSIS_WINDOW_HOURS, "1");
    flags.putIfAbsent(Setting.ANALYSIS_INTERVAL_SECONDS, "60");
    Settings settings = Settings.resolve(flags, System.getenv(), Optional.empty());
    PrintWriter out = spec.commandLine().getOut();
    HeadroomProcess headroom =
        HeadroomProcess.start(settings, Version.current(), InstantSource.system());
    out.println("Headroom " + Version.current() + " is ready: " + headroom.addresses().pages());
    out.println("Starting the shop; it serves in about half a minute.");
    out.flush();
    Process launcher = start(shop, headroom);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  end(launcher);
                  headroom.close();
                },
                "stop"));
    settings
        .path(Setting.READY_FILE)
        .ifPresent(file -> ServeCommand.announce(file, headroom.addresses()));
    relay(launcher, out, headroom);
    return launcher.waitFor();
  }

  /// Where the archive and the source checkout have the shop: beside the application.
  private static Path shop() {
    Path shop = Path.of(System.getProperty("headroom.home", "."), "demo");
    if (!Files.isDirectory(shop.resolve("lib"))) {
      throw new HeadroomException(
          ErrorCode.NOT_FOUND,
          "the shop is not in "
              + shop
              + "; start the demo with the 'headroom' script of a checkout"
              + " or an unpacked archive");
    }
    return shop;
  }

  private Process start(Path shop, HeadroomProcess headroom) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("-Xmx96m");
    words.add("-XX:+UseSerialGC");
    words.add("-cp");
    words.add(shop.resolve("lib") + "/*");
    words.add(LAUNCHER);
    words.addAll(List.of("--otlp-endpoint", headroom.addresses().otlpGrpc().toString()));
    words.addAll(List.of("--headroom-url", headroom.addresses().pages().toString()));
    words.addAll(List.of("--work-dir", workDirectory.resolve("shop").toAbsolutePath().toString()));
    words.addAll(
        List.of(
            "--agent-jar",
            shop.resolve("agent").resolve("opentelemetry-javaagent.jar").toString()));
    words.addAll(List.of("--parent-pid", Long.toString(ProcessHandle.current().pid())));
    option(words, "--speed", speed);
    option(words, "--duration", duration);
    option(words, "--peak-rate", peakRate);
    option(words, "--troubles", troubles);
    return new ProcessBuilder(words).redirectErrorStream(true).start();
  }

  private static void option(List<String> words, String name, @Nullable String value) {
    if (value != null) {
      words.addAll(List.of(name, value));
    }
  }

  private static void relay(Process launcher, PrintWriter out, HeadroomProcess headroom)
      throws IOException {
    try (BufferedReader lines = launcher.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        out.println(line);
        if (line.contains(" ready ")) {
          out.println("Look at " + headroom.addresses().pages() + "  (Ctrl-C stops everything)");
        }
        out.flush();
      }
    }
  }

  private static void end(Process launcher) {
    launcher.destroy();
    try {
      if (!launcher.waitFor(20, TimeUnit.SECONDS)) {
        launcher.destroyForcibly();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
