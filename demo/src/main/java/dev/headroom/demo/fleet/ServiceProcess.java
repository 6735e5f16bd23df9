package dev.headroom.demo.fleet;

import dev.headroom.demo.control.ControlMessage;
import dev.headroom.demo.control.ReadyLine;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One running process of a service. Thread safe.
final class ServiceProcess {
  private static final Duration FORCED_END = Duration.ofSeconds(2);

  private final ServiceSpec spec;
  private final String version;
  private final String instance;
  private final Process process;
  private final BufferedWriter control;
  private final CompletableFuture<Integer> port = new CompletableFuture<>();

  private ServiceProcess(ServiceSpec spec, String version, String instance, Process process) {
    this.spec = spec;
    this.version = version;
    this.instance = instance;
    this.process = process;
    this.control = process.outputWriter(StandardCharsets.UTF_8);
  }

  /// Starts a process without waiting for it; `port` 0 takes a free one.
  static ServiceProcess start(
      FleetSettings settings, ServiceSpec spec, String version, String instance, int port)
      throws IOException {
    Files.createDirectories(settings.logDir());
    ProcessBuilder builder = new ProcessBuilder(ServiceCommand.words(settings, spec));
    builder.environment().keySet().removeIf(ServiceProcess::disturbs);
    builder
        .environment()
        .putAll(ServiceCommand.environment(settings, spec, version, instance, port));
    builder.redirectErrorStream(true);
    ServiceProcess started = new ServiceProcess(spec, version, instance, builder.start());
    Path log = settings.logDir().resolve(instance + ".log");
    Thread.ofVirtual().name("demo-output-" + instance).start(() -> started.readOutput(log));
    return started;
  }

  ServiceSpec spec() {
    return spec;
  }

  String version() {
    return version;
  }

  String instance() {
    return instance;
  }

  Process process() {
    return process;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// The port when the service answers already, else 0.
  int portNow() {
    return port.isCompletedExceptionally() ? 0 : port.getNow(0);
  }

  /// The port, once the service answers; throws when it ends before or takes too long.
  int awaitPort(Duration patience) throws IOException {
    try {
      return port.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException(
          instance + " was not ready after " + patience.toSeconds() + " s, see its log", e);
    } catch (ExecutionException e) {
      throw new IOException(instance + " ended before it was ready, see its log", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + instance, e);
    }
  }

  /// Tells the service something; a process that is gone is not told.
  void tell(ControlMessage message) {
    synchronized (control) {
      try {
        control.write(message.line());
        control.newLine();
        control.flush();
      } catch (IOException e) {
        // The process is gone or going; whoever watches it replaces it and tells the new one.
        process.isAlive();
      }
    }
  }

  /// Asks the process to end, by ending its standard input; it sends its last telemetry first.
  void askToStop() {
    synchronized (control) {
      try {
        control.close();
      } catch (IOException e) {
        process.destroy();
      }
    }
  }

  /// Waits for the end after [#askToStop]; then ends the process by force.
  void awaitEnd(Duration patience) {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        process.waitFor(FORCED_END.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /// Settings of the surroundings that would change the children's telemetry or virtual machine.
  private static boolean disturbs(String variable) {
    return variable.startsWith("OTEL_")
        || variable.equals("JAVA_TOOL_OPTIONS")
        || variable.equals("JDK_JAVA_OPTIONS");
  }

  private void readOutput(Path log) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        BufferedWriter file =
            Files.newBufferedWriter(
                log,
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        OptionalInt ready = ReadyLine.portOf(line);
        if (ready.isPresent()) {
          port.complete(ready.getAsInt());
        } else {
          file.write(line);
          file.newLine();
          file.flush();
        }
      }
      port.completeExceptionally(new IOException(instance + " closed its output"));
    } catch (IOException e) {
      port.completeExceptionally(e);
    }
  }
}
