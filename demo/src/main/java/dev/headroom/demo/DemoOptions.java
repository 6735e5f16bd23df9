package dev.headroom.demo;

import dev.headroom.demo.trouble.Trouble;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// What a run of the demo is told.
///
/// @param otlpEndpoint where telemetry goes
/// @param otlpProtocol `grpc` or `http/protobuf`
/// @param headroom base address of Headroom for announcing deployments, if wanted
/// @param workDir directory for logs and the database
/// @param basePort first port to use, 0 for free ports
/// @param speed how much faster than normal days and deployments pass; normal is 10 minutes a day
/// @param duration when to stop by itself; empty means never
/// @param peakPerSecond requests per second at the peak of the first day
/// @param seed seed of the traffic
/// @param troubles what is switched on at the start
/// @param agentJar the OpenTelemetry Java agent
/// @param parent process whose end ends the demo
public record DemoOptions(
    URI otlpEndpoint,
    String otlpProtocol,
    Optional<URI> headroom,
    Path workDir,
    int basePort,
    double speed,
    Optional<Duration> duration,
    double peakPerSecond,
    long seed,
    Set<Trouble> troubles,
    Path agentJar,
    OptionalLong parent) {
  /// How `main` is called.
  public static final String USAGE =
      """
      options (all optional):
        --otlp-endpoint URL    where telemetry goes (http://127.0.0.1:4317)
        --otlp-protocol NAME   grpc or http/protobuf (grpc)
        --headroom-url URL     Headroom, for announcing deployments (not announced)
        --work-dir DIR         logs and database (./demo-work)
        --base-port PORT       storefront, admin and services from here on, 0 = free ones (0)
        --speed FACTOR         1 = a day in 10 minutes (1)
        --duration TIME        stop after 90s, 10m or 2h (never)
        --peak-rate RATE       requests per second at the daily peak (40)
        --seed NUMBER          seed of the traffic (1)
        --troubles A,B         troubles on at start, or 'none' (n-plus-one,bad-cache-key)
        --agent-jar FILE       OpenTelemetry Java agent (found beside the libraries)
        --parent-pid PID       stop when this process ends
      """;

  private static final Set<Trouble> DEFAULT_TROUBLES =
      Set.of(Trouble.N_PLUS_ONE, Trouble.BAD_CACHE_KEY);
  private static final String AGENT = "opentelemetry-javaagent.jar";

  /// Checks ranges.
  public DemoOptions {
    troubles = Set.copyOf(troubles);
    if (!otlpProtocol.equals("grpc") && !otlpProtocol.equals("http/protobuf")) {
      throw new IllegalArgumentException(
          "--otlp-protocol '" + otlpProtocol + "', expected grpc or http/protobuf");
    }
    if (basePort < 0 || basePort > 65_000) {
      throw new IllegalArgumentException("--base-port " + basePort + ", expected 0 to 65000");
    }
    if (!(speed >= 0.01 && speed <= 100)) {
      throw new IllegalArgumentException("--speed " + speed + ", expected 0.01 to 100");
    }
  }

  /// Parses command-line words; `DEMO_TROUBLE` of the environment is used without `--troubles`.
  ///
  /// @throws IllegalArgumentException naming the option, its value and what was expected
  public static DemoOptions parse(List<String> words, Map<String, String> environment) {
    Words given = Words.of(words);
    return new DemoOptions(
        url("--otlp-endpoint", given.text("--otlp-endpoint").orElse("http://127.0.0.1:4317")),
        given.text("--otlp-protocol").orElse("grpc"),
        given.text("--headroom-url").map(text -> url("--headroom-url", text)),
        Path.of(given.text("--work-dir").orElse("demo-work")).toAbsolutePath().normalize(),
        (int) given.number("--base-port", 0),
        given.number("--speed", 1),
        given.text("--duration").map(DemoOptions::duration),
        given.number("--peak-rate", 40),
        (long) given.number("--seed", 1),
        given
            .text("--troubles")
            .or(() -> Optional.ofNullable(environment.get("DEMO_TROUBLE")))
            .map(DemoOptions::troubles)
            .orElse(DEFAULT_TROUBLES),
        given.text("--agent-jar").map(Path::of).orElseGet(DemoOptions::agentBesideLibraries),
        given
            .text("--parent-pid")
            .map(text -> OptionalLong.of(Long.parseLong(text)))
            .orElse(OptionalLong.empty()));
  }

  /// Parses `90s`, `10m` or `2h`.
  static Duration duration(String text) {
    if (!text.matches("[1-9][0-9]{0,6}[smh]")) {
      throw new IllegalArgumentException("--duration '" + text + "', expected 90s, 10m or 2h");
    }
    long count = Long.parseLong(text.substring(0, text.length() - 1));
    return switch (text.charAt(text.length() - 1)) {
      case 's' -> Duration.ofSeconds(count);
      case 'm' -> Duration.ofMinutes(count);
      default -> Duration.ofHours(count);
    };
  }

  private static Set<Trouble> troubles(String text) {
    Set<Trouble> troubles = EnumSet.noneOf(Trouble.class);
    if (!text.equals("none")) {
      Arrays.stream(text.split(",", -1))
          .map(String::strip)
          .filter(name -> !name.isEmpty())
          .map(Trouble::named)
          .forEach(troubles::add);
    }
    return troubles;
  }

  private static URI url(String option, String text) {
    URI uri = URI.create(text);
    if (uri.getScheme() == null || uri.getHost() == null) {
      throw new IllegalArgumentException(option + " '" + text + "', expected http://HOST:PORT");
    }
    return uri;
  }

  /// The agent lies beside the libraries, in `agent/` next to their directory.
  private static Path agentBesideLibraries() {
    for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator)) {
      Path directory = Path.of(entry).toAbsolutePath().getParent();
      if (directory == null) {
        continue;
      }
      for (Path candidate :
          List.of(
              directory.resolve(AGENT),
              directory.resolve("agent").resolve(AGENT),
              directory.resolveSibling("agent").resolve(AGENT))) {
        if (candidate.toFile().isFile()) {
          return candidate;
        }
      }
    }
    throw new IllegalArgumentException(
        "--agent-jar is not given and no agent/" + AGENT + " lies beside the libraries");
  }

  /// Options as name and value.
  private record Words(Map<String, String> values) {
    private static final Set<String> KNOWN =
        Set.of(
            "--otlp-endpoint",
            "--otlp-protocol",
            "--headroom-url",
            "--work-dir",
            "--base-port",
            "--speed",
            "--duration",
            "--peak-rate",
            "--seed",
            "--troubles",
            "--agent-jar",
            "--parent-pid");

    static Words of(List<String> words) {
      Map<String, String> values = new java.util.HashMap<>();
      for (int i = 0; i < words.size(); i += 2) {
        String name = words.get(i);
        if (!KNOWN.contains(name)) {
          throw new IllegalArgumentException("unknown option '" + name + "'\n" + USAGE);
        }
        if (i + 1 == words.size()) {
          throw new IllegalArgumentException("option " + name + " has no value\n" + USAGE);
        }
        values.put(name, words.get(i + 1));
      }
      return new Words(values);
    }

    Optional<String> text(String name) {
      return Optional.ofNullable(values.get(name));
    }

    double number(String name, double absent) {
      String text = values.get(name);
      if (text == null) {
        return absent;
      }
      try {
        return Double.parseDouble(text);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(name + " '" + text + "', expected a number", e);
      }
    }
  }
}
