package dev.headroom.demo;

import dev.headroom.demo.fleet.Fleet;
import dev.headroom.demo.fleet.FleetSettings;
import dev.headroom.demo.fleet.ServiceSpec;
import dev.headroom.demo.outside.OutsideWorld;
import dev.headroom.demo.postgres.PostgresServer;
import dev.headroom.demo.postgres.PostgresUnavailableException;
import dev.headroom.demo.postgres.ShopSchema;
import dev.headroom.demo.shop.ReleaseVersion;
import dev.headroom.demo.traffic.DayCurve;
import dev.headroom.demo.traffic.PoissonArrivals;
import dev.headroom.demo.traffic.RequestMix;
import dev.headroom.demo.traffic.TrafficCounts;
import dev.headroom.demo.traffic.TrafficGenerator;
import dev.headroom.demo.trouble.Trouble;
import dev.headroom.demo.trouble.TroubleSwitches;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/// Starts the sample shop with its database, traffic, deployments and admin endpoint.
///
/// As a program it prints one line per event (see [Progress]) and ends, with all its children,
/// after `--duration`, on SIGTERM or SIGINT, or when the process of `--parent-pid` ends. Even a
/// SIGKILL leaves no process: each child ends when the pipe to its standard input breaks.
public final class DemoLauncher implements AutoCloseable {
  private static final Duration NORMAL_DAY = Duration.ofMinutes(10);
  private static final double START_OF_DAY = 0.36;
  private static final Duration WARM_UP = Duration.ofSeconds(40);
  private static final double GROWTH_PER_DAY = 0.03;
  private static final int ADMIN_OFFSET = 50;

  private final DemoOptions options;
  private final Map<String, String> environment;
  private final InstantSource clock;
  private final Progress progress;
  private final TroubleSwitches troubles = new TroubleSwitches();
  private final OpenParts parts = new OpenParts();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /// A demo that is not running yet; events go to `out`.
  public DemoLauncher(
      DemoOptions options, Map<String, String> environment, InstantSource clock, PrintStream out) {
    this.options = options;
    this.environment = Map.copyOf(environment);
    this.clock = clock;
    this.progress = new Progress(out);
  }

  /// Runs the demo until it is told to end. Exit codes: 0 fine, 1 could not start, 2 wrong usage.
  public static void main(String[] args) {
    System.exit(run(List.of(args)));
  }

  private static int run(List<String> words) {
    DemoOptions options;
    try {
      options = DemoOptions.parse(words, System.getenv());
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      return 2;
    }
    DemoLauncher demo =
        new DemoLauncher(options, System.getenv(), InstantSource.system(), System.out);
    Runtime.getRuntime().addShutdownHook(new Thread(demo::close, "demo-shutdown"));
    try {
      CountDownLatch never = new CountDownLatch(1);
      options.parent().ifPresent(DemoLauncher::endWith);
      demo.start();
      if (options.duration().isPresent()) {
        var _ = never.await(options.duration().get().toMillis(), TimeUnit.MILLISECONDS);
      } else {
        never.await();
      }
      return 0;
    } catch (IOException | PostgresUnavailableException | IllegalStateException e) {
      System.err.println("demo: " + e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  /// Ends this process when another one ends, also while the demo is still starting.
  private static void endWith(long pid) {
    ProcessHandle parent =
        ProcessHandle.of(pid)
            .orElseThrow(
                () -> new IllegalStateException("the process of --parent-pid " + pid + " is gone"));
    var _ = parent.onExit().thenRun(() -> System.exit(0));
  }

  /// Starts everything and returns when the shop serves and traffic flows.
  ///
  /// @throws PostgresUnavailableException when PostgreSQL cannot run here, with the reason
  public void start() throws IOException, PostgresUnavailableException, InterruptedException {
    clearLogs(Files.createDirectories(options.workDir().resolve("logs")));
    progress.accept("starting work-dir=" + options.workDir());
    OutsideWorld outside = OutsideWorld.start(troubles);
    parts.add(outside::close);
    int databasePort = freePort();
    String password = PostgresServer.newPassword();
    Fleet fleet =
        new Fleet(
            fleetSettings(databasePort, password, outside.port()),
            ServiceSpec.shop(),
            troubles,
            progress);
    // Opened beside the services, but closed after them.
    OpenParts database = new OpenParts();
    parts.add(database::close);
    FutureTask<ShopSchema> filling =
        new FutureTask<>(() -> openDatabase(database, databasePort, password));
    Thread.ofVirtual().name("demo-database").start(filling);
    parts.add(fleet::close);
    fleet.start(options.basePort());
    ShopSchema schema = await(filling);
    options.troubles().forEach(trouble -> troubles.set(trouble, true));
    setSearchIndex(schema, Trouble.MISSING_INDEX, troubles.isOn(Trouble.MISSING_INDEX));
    fleet.awaitReady();
    troubles.onChange((trouble, on) -> switched(fleet, schema, trouble, on));
    open(fleet);
  }

  @Override
  public void close() {
    parts.close();
  }

  private FleetSettings fleetSettings(int databasePort, String password, int outsidePort) {
    return new FleetSettings(
        Path.of(System.getProperty("java.home"), "bin", "java"),
        System.getProperty("java.class.path"),
        options.agentJar().toAbsolutePath(),
        options.otlpEndpoint(),
        options.otlpProtocol(),
        options.workDir(),
        databasePort,
        password,
        outsidePort);
  }

  private ShopSchema openDatabase(OpenParts database, int port, String password)
      throws IOException, PostgresUnavailableException, SQLException {
    PostgresServer server =
        PostgresServer.start(
            options.workDir(),
            options.workDir().resolve("logs").resolve("postgres.log"),
            port,
            password,
            environment);
    database.add(server::close);
    progress.accept("postgres-ready port=" + port + " pid=" + server.pid());
    ShopSchema schema = new ShopSchema(server);
    schema.create();
    progress.accept("data-ready");
    return schema;
  }

  /// Opens the shop: traffic, deployments and the admin endpoint.
  private void open(Fleet fleet) throws IOException {
    URI storefront = URI.create("http://127.0.0.1:" + fleet.portOf("storefront"));
    SplittableRandom random = new SplittableRandom(options.seed());
    DayCurve curve =
        new DayCurve(
            options.peakPerSecond(), atSpeed(NORMAL_DAY), START_OF_DAY, WARM_UP, GROWTH_PER_DAY);
    TrafficGenerator traffic =
        new TrafficGenerator(
            storefront,
            new PoissonArrivals(curve, random.split())::next,
            new RequestMix(random.split())::next,
            client);
    int adminPort = options.basePort() == 0 ? 0 : options.basePort() + ADMIN_OFFSET;
    AdminServer admin =
        AdminServer.start(
            adminPort,
            troubles,
            () -> status(fleet, traffic.counts()),
            (service, version) -> deploySoon(fleet, service, version));
    parts.add(admin::close);
    Thread rollouts =
        Thread.ofVirtual().name("demo-rollouts").unstarted(() -> deployAsPlanned(fleet));
    parts.add(rollouts::interrupt);
    parts.add(traffic::close);
    traffic.start();
    rollouts.start();
    progress.accept(
        "ready storefront="
            + storefront
            + " admin=http://127.0.0.1:"
            + admin.port()
            + "/admin/status troubles="
            + String.join(",", troubles.active().stream().map(Trouble::key).toList()));
  }

  private void switched(Fleet fleet, ShopSchema schema, Trouble trouble, boolean on) {
    progress.accept("trouble name=" + trouble.key() + " on=" + on);
    setSearchIndex(schema, trouble, on);
    fleet.tell(trouble, on);
  }

  private void setSearchIndex(ShopSchema schema, Trouble trouble, boolean on) {
    if (trouble != Trouble.MISSING_INDEX) {
      return;
    }
    try {
      schema.setSearchIndex(!on);
    } catch (SQLException e) {
      progress.accept("index-failed reason=" + e.getMessage());
    }
  }

  private void deployAsPlanned(Fleet fleet) {
    Duration passed = Duration.ZERO;
    for (Deployment deployment : Deployment.planned()) {
      Duration due = atSpeed(deployment.after());
      try {
        Thread.sleep(due.minus(passed));
      } catch (InterruptedException e) {
        return;
      }
      passed = due;
      if (deployment.announced()) {
        options
            .headroom()
            .map(url -> new ChangeAnnouncer(url, client, clock, progress))
            .ifPresent(announcer -> announcer.announce(deployment));
      }
      deploy(fleet, deployment.service(), deployment.version());
    }
  }

  private void deploySoon(Fleet fleet, String service, ReleaseVersion version) {
    boolean known = ServiceSpec.shop().stream().anyMatch(spec -> spec.name().equals(service));
    if (!known) {
      throw new IllegalArgumentException("unknown service '" + service + "'");
    }
    Thread.ofVirtual().name("demo-deploy").start(() -> deploy(fleet, service, version));
  }

  private void deploy(Fleet fleet, String service, ReleaseVersion version) {
    progress.accept("deploying service=" + service + " version=" + version);
    try {
      fleet.roll(service, version);
      progress.accept("deployed service=" + service + " version=" + version);
    } catch (IOException e) {
      progress.accept("deployment-failed service=" + service + " reason=" + e.getMessage());
    }
  }

  private String status(Fleet fleet, TrafficCounts counts) {
    return Json.object(
        Json.raw(
            "traffic",
            Json.object(
                Json.field("sent", counts.sent()),
                Json.field("answered", counts.answered()),
                Json.field("failed", counts.failed()),
                Json.field("dropped", counts.dropped()))),
        Json.raw(
            "instances",
            Json.array(
                fleet.instances().stream()
                    .map(view ->
                        Json.object(
                            Json.field("service", view.service()),
                            Json.field("version", view.version()),
                            Json.field("instance", view.instance()),
                            Json.field("pid", view.pid()),
                            Json.field("port", view.port())))
                    .toList())));
  }

  private Duration atSpeed(Duration normal) {
    return Duration.ofMillis(Math.round(normal.toMillis() / options.speed()));
  }

  private static ShopSchema await(FutureTask<ShopSchema> filling)
      throws IOException, PostgresUnavailableException, InterruptedException {
    try {
      return filling.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case PostgresUnavailableException cause -> throw cause;
        case IOException cause -> throw cause;
        case IllegalStateException cause -> throw cause;
        case null, default -> throw new IOException("the database could not be filled", e);
      }
    }
  }

  /// Logs are of one run; instance names start anew with each.
  private static void clearLogs(Path directory) throws IOException {
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(directory, "*.log")) {
      for (Path log : logs) {
        Files.delete(log);
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
