package dev.headroom.app.files;

import dev.headroom.app.serve.Setting;
import dev.headroom.app.serve.Settings;
import dev.headroom.app.serve.Storage;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.engine.Engine;
import dev.headroom.engine.EngineSettings;
import dev.headroom.rollup.SamplingPolicy;
import dev.headroom.rollup.SliSpecs;
import dev.headroom.signal.SignalSink.Receipt;
import dev.headroom.signal.SignalType;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `headroom import`: brings telemetry from files into a running server or a data directory.
@Command(
    name = "import",
    description = "Bring telemetry from files into a running server or a data directory.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Formats: OTLP (JSON, JSON lines, protobuf), Jaeger JSON, Zipkin v2 JSON, plain or gzipped.",
      "Old timestamps are fine: everything is filed in the minutes it belongs to, and what is"
          + " older",
      "than retention is kept as long as if it had just happened. Into a data directory every"
          + " trace",
      "is kept whole; a running server applies its sampling policy.",
      "",
      "Example: headroom import traces.json.gz",
      "Example: headroom import --data-dir ./data *.pb && headroom serve"
    })
public final class ImportCommand implements Callable<Integer> {
  private static final int ATTEMPTS = 60;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "files; - is the standard input")
  private List<String> files = List.of();

  @Option(
      names = "--otlp",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:4318",
      description = "OTLP over HTTP of a running server (default ${DEFAULT-VALUE})")
  private URI otlp = URI.create("http://127.0.0.1:4318");

  @Option(names = "--token", paramLabel = "TOKEN", description = "access token of the server")
  private @Nullable String token;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "import into this directory instead; no server may run on it")
  private @Nullable Path dataDirectory;

  private final Map<SignalType, Integer> accepted = new EnumMap<>(SignalType.class);
  private int rejected;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path directory = dataDirectory;
    if (directory != null) {
      intoDirectory(directory);
    } else {
      try (HttpClient client = HttpClient.newHttpClient()) {
        for (String file : files) {
          send(client, TelemetryFile.read(file));
        }
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(summary());
    out.flush();
    return rejected == 0 && !accepted.isEmpty() ? 0 : 1;
  }

  private String summary() {
    if (accepted.isEmpty()) {
      return "nothing was imported: the files hold no telemetry";
    }
    StringBuilder text = new StringBuilder("imported");
    accepted.forEach((signal, items) ->
        text.append(text.length() > 8 ? ", " : " ")
            .append(items)
            .append(' ')
            .append(
                switch (signal) {
                  case TRACES -> "spans";
                  case METRICS -> "data points";
                  case LOGS -> "log records";
                }));
    return text.append(rejected > 0 ? "; " + rejected + " were rejected" : "").toString();
  }

  private void intoDirectory(Path directory) throws InterruptedException {
    Map<Setting, String> flags = Map.of(Setting.DATA_DIR, directory.toString());
    Settings settings = Settings.resolve(flags, System.getenv(), Optional.empty());
    InstantSource clock = InstantSource.system();
    EngineSettings engineSettings =
        EngineSettings.forCores(Runtime.getRuntime().availableProcessors())
            .withSampling(SamplingPolicy.ALL);
    try (Storage storage = Storage.open(settings, clock);
        Engine engine = storage.start(engineSettings, new SliSpecs(List.of()))) {
      for (String file : files) {
        TelemetryFile read = TelemetryFile.read(file);
        for (TelemetryFile.Request request : read.requests()) {
          Receipt.Accepted taken = Intake.take(engine.sink(), read.name(), request);
          count(request.signal(), taken.accepted(), taken.rejected(), read.name(), taken.message());
        }
        progress(read.name());
      }
      engine.flush();
    }
  }

  private void send(HttpClient client, TelemetryFile file) throws InterruptedException {
    for (TelemetryFile.Request request : file.requests()) {
      String path = "/v1/" + request.signal().name().toLowerCase(Locale.ROOT);
      HttpRequest.Builder post =
          HttpRequest.newBuilder(otlp.resolve(path))
              .header("Content-Type", "application/x-protobuf")
              .timeout(Duration.ofMinutes(2))
              .POST(HttpRequest.BodyPublishers.ofByteArray(request.bytes()));
      if (token != null) {
        post.header("Authorization", "Bearer " + token);
      }
      deliver(client, file.name(), request, post.build());
    }
    progress(file.name());
  }

  private void deliver(
      HttpClient client, String file, TelemetryFile.Request request, HttpRequest post)
      throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        HttpResponse<byte[]> reply = client.send(post, HttpResponse.BodyHandlers.ofByteArray());
        if (reply.statusCode() == 200) {
          // The reply of a full success is empty; a partial one is told in bytes that name counts.
          Partial partial = Partial.read(reply.body());
          int items = TelemetryCount.of(request) - partial.rejected();
          count(request.signal(), items, partial.rejected(), file, partial.message());
          return;
        }
        boolean retry = reply.statusCode() == 429 || reply.statusCode() == 503;
        if (!retry || attempt == ATTEMPTS) {
          throw new HeadroomException(
              retry ? ErrorCode.OVERLOADED : ErrorCode.INVALID,
              file + ": the server answered " + reply.statusCode());
        }
        Thread.sleep(1_000L * reply.headers().firstValueAsLong("Retry-After").orElse(1));
      } catch (IOException e) {
        throw new HeadroomException(
            ErrorCode.UNREACHABLE,
            "no server answers OTLP at "
                + otlp
                + " ("
                + e.getClass().getSimpleName()
                + "); start one with 'headroom serve', or give --otlp or --data-dir",
            e);
      }
    }
  }

  private void count(SignalType signal, int items, int refused, String file, String message) {
    accepted.merge(signal, items, Integer::sum);
    rejected += refused;
    if (refused > 0) {
      spec.commandLine()
          .getErr()
          .println("headroom: " + file + ": " + refused + " rejected: " + message);
    }
  }

  private void progress(String file) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(file + ": done");
    err.flush();
  }
}
