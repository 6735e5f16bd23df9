package dev.headroom.app.serve;

import dev.headroom.app.version.Version;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.server.BoundAddresses;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `headroom serve`: runs the server until it is told to stop.
@Command(
    name = "serve",
    description = "Run the server: OTLP in, pages and API out.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Every option can also stand in the environment (--otlp-grpc-port is HEADROOM_OTLP_GRPC_PORT)"
          + " or in the configuration file (otlp-grpc-port: 4317). The command line wins.",
      "",
      "Example: headroom serve --data-dir /var/lib/headroom --catalog /etc/headroom/catalog"
    })
public final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--config", paramLabel = "FILE", description = "configuration file (YAML)")
  private Path config;

  /// Adds an option for every setting, so that each is described in one place.
  public static CommandLine command() {
    CommandLine command = new CommandLine(new ServeCommand());
    addSettings(command.getCommandSpec());
    return command;
  }

  /// Adds an option for every setting to a command.
  public static void addSettings(CommandSpec spec) {
    for (Setting setting : Setting.values()) {
      String standard = setting.standard().isEmpty() ? "" : " (default " + setting.standard() + ")";
      spec.addOption(
          OptionSpec.builder("--" + setting.key())
              .paramLabel(setting.label())
              .type(String.class)
              .description(setting.description() + standard)
              .build());
    }
  }

  /// The settings that stand on the command line.
  public static Map<Setting, String> flags(CommandSpec spec) {
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    CommandLine.ParseResult parsed = spec.commandLine().getParseResult();
    for (Setting setting : Setting.values()) {
      String value = parsed.matchedOptionValue("--" + setting.key(), null);
      if (value != null) {
        flags.put(setting, value);
      }
    }
    return flags;
  }

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = Settings.resolve(flags(spec), System.getenv(), Optional.ofNullable(config));
    PrintWriter out = spec.commandLine().getOut();
    HeadroomProcess process =
        HeadroomProcess.start(settings, Version.current(), InstantSource.system());
    CountDownLatch stopped = new CountDownLatch(1);
    Thread stopper =
        new Thread(
            () -> {
              process.close();
              stopped.countDown();
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(stopper);
    BoundAddresses at = process.addresses();
    out.println("Headroom " + Version.current() + " is ready: " + at.pages());
    out.println(
        "OTLP over gRPC at "
            + at.otlpGrpc()
            + ", over HTTP at "
            + at.otlpHttp()
            + "; data in "
            + settings.dataDirectory().toAbsolutePath().normalize());
    out.flush();
    settings.path(Setting.READY_FILE).ifPresent(file -> announce(file, at));
    stopped.await();
    return 0;
  }

  /// Written aside and moved, so that whoever waits for the file reads it whole.
  public static void announce(Path file, BoundAddresses at) {
    String json =
        "{\"url\":\""
            + at.pages()
            + "\",\"otlpGrpc\":\""
            + at.otlpGrpc()
            + "\",\"otlpHttp\":\""
            + at.otlpHttp()
            + "\",\"pid\":"
            + ProcessHandle.current().pid()
            + "}\n";
    try {
      Path whole = file.toAbsolutePath();
      Path aside = whole.resolveSibling(whole.getFileName() + ".new");
      Files.writeString(aside, json);
      Files.move(aside, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new HeadroomException(
          ErrorCode.INVALID, "ready-file '" + file + "' cannot be written: " + e.getMessage(), e);
    }
  }
}
