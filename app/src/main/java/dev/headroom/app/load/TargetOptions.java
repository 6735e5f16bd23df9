package dev.headroom.app.load;

import dev.headroom.app.version.Version;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.load.arrival.Spacing;
import dev.headroom.load.http.EngineSettings;
import dev.headroom.load.http.Protocol;
import dev.headroom.load.plan.AllowedTargets;
import dev.headroom.load.plan.Amounts;
import dev.headroom.load.plan.PlanFile;
import dev.headroom.load.plan.Target;
import dev.headroom.load.run.Marks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where load goes, what it consists of and over which connections: options that the commands which
/// make load share.
final class TargetOptions {
  @Option(names = "--target", paramLabel = "URL", description = "where the load goes")
  private @Nullable String target;

  @Option(
      names = "--allow",
      paramLabel = "URL",
      description =
          "the same target again: load only goes where it was sent twice, or to targets"
              + " listed in the file of --targets")
  private List<String> allow = new ArrayList<>();

  @Option(
      names = "--targets",
      paramLabel = "FILE",
      defaultValue = "${env:HEADROOM_LOAD_TARGETS}",
      description = "file of test targets, an address per line (default $HEADROOM_LOAD_TARGETS)")
  private @Nullable Path targets;

  @Option(
      names = "--scenario",
      paramLabel = "FILE",
      description = "YAML file of scenarios, and of everything else that options can say")
  private @Nullable Path scenario;

  @Option(names = "--method", paramLabel = "METHOD", description = "default GET, POST with a body")
  private @Nullable String method;

  @Option(
      names = {"-H", "--header"},
      paramLabel = "NAME:VALUE",
      description = "header of the request; repeatable")
  private List<String> headers = new ArrayList<>();

  @Option(names = "--body", paramLabel = "TEXT", description = "body, or @FILE")
  private @Nullable String body;

  @Option(
      names = "--http",
      paramLabel = "VERSION",
      defaultValue = "auto",
      description = "auto (what TLS agrees on, else 1.1), 1.1 or 2 (default auto)")
  private String http = "auto";

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description = "PEM certificates to trust instead of those of the JDK")
  private @Nullable Path trust;

  @Option(names = "--insecure", description = "said twice: certificates are not checked")
  private boolean[] insecure = {};

  @Option(
      names = "--connections",
      paramLabel = "NUMBER",
      description =
          "most connections at a time (default 512); requests that find none free wait,"
              + " and make the run void")
  private @Nullable Integer connections;

  @Option(
      names = "--threads",
      paramLabel = "NUMBER",
      description = "threads that make load (default half the cores)")
  private @Nullable Integer threads;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "10s",
      description = "when a request is given up (default 10s)")
  private String timeout = "10s";

  @Option(
      names = "--arrivals",
      paramLabel = "KIND",
      description = "poisson (as many users come, the default) or even")
  private @Nullable String arrivals;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      description = "of arrivals and draws (default 1)")
  private @Nullable Long seed;

  /// What the file says, and the options instead where they say something.
  ///
  /// @throws HeadroomException when the target is no test target
  PlanFile plan() {
    return plan("--target", target);
  }

  /// The same for another target.
  PlanFile plan(String against) {
    return plan("--against", against);
  }

  private PlanFile plan(String field, @Nullable String url) {
    PlanFile plan =
        scenario == null
            ? PlanFile.ofUrl(Target.of(field, needed(url)), request())
            : PlanFile.read(scenario, url == null ? null : Target.of(field, url));
    if (scenario != null && (method != null || body != null || !headers.isEmpty())) {
      throw Amounts.wrong(
          "--scenario", scenario, "no --method, --header or --body besides: the file has them");
    }
    AllowedTargets.of(allow, targets).check(plan.target());
    return plan;
  }

  private static String needed(@Nullable String url) {
    if (url == null) {
      throw new HeadroomException(
          ErrorCode.INVALID, "--target is missing; expected --target URL or --scenario FILE");
    }
    return url;
  }

  private PlanFile.SingleRequest request() {
    return new PlanFile.SingleRequest(method, headers, body == null ? null : content(body));
  }

  private static byte[] content(String text) {
    if (!text.startsWith("@")) {
      return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
    try {
      return Files.readAllBytes(Path.of(text.substring(1)));
    } catch (IOException e) {
      throw new HeadroomException(
          ErrorCode.INVALID, "--body '" + text + "' cannot be read: " + e.getMessage(), e);
    }
  }

  EngineSettings engine() {
    if (insecure.length == 1) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "--insecure is said once; expected it twice when certificates are really not to be"
              + " checked");
    }
    EngineSettings usual = EngineSettings.usual();
    return new EngineSettings(
        threads == null ? usual.threads() : threads,
        connections == null ? usual.connections() : connections,
        Amounts.duration("--timeout", timeout),
        protocol(),
        trust,
        insecure.length > 1);
  }

  private Protocol protocol() {
    return switch (http) {
      case "auto" -> Protocol.AUTO;
      case "1.1" -> Protocol.HTTP1;
      case "2" -> Protocol.HTTP2;
      default -> throw Amounts.wrong("--http", http, "auto, 1.1 or 2");
    };
  }

  /// How arrivals are spread, by option, else by the file.
  Spacing spacing(PlanFile plan) {
    return arrivals == null ? plan.spacing() : Spacing.of("--arrivals", arrivals);
  }

  /// The seed, by option, else by the file.
  long seed(PlanFile plan) {
    return seed == null ? plan.seed() : seed;
  }

  /// The marks of a new run.
  static Marks marks() {
    byte[] random = new byte[6];
    new SecureRandom().nextBytes(random);
    return new Marks(HexFormat.of().formatHex(random), Version.current());
  }
}
