package dev.headroom.demo.shop;

import com.sun.net.httpserver.HttpServer;
import dev.headroom.demo.control.ControlMessage;
import dev.headroom.demo.control.ReadyLine;
import dev.headroom.demo.trouble.TroubleSwitches;
import dev.headroom.demo.wire.Database;
import dev.headroom.demo.wire.Endpoints;
import dev.headroom.demo.wire.ServiceClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Runs one service of the shop as a process, steered through its standard input.
///
/// The process ends when its standard input ends, so that nothing outlives the launcher.
public final class ShopProcess {
  private static final Logger LOG = Logger.getLogger("shop.process");
  private static final int HTTP_THREADS = 24;
  private static final int BACKLOG = 256;

  private final ShopSettings settings;
  private final TroubleSwitches troubles = new TroubleSwitches();
  private final Endpoints endpoints = new Endpoints();

  private ShopProcess(ShopSettings settings) {
    this.settings = settings;
  }

  /// Starts the service that the environment names and returns when standard input ends.
  public static void main(String[] args) throws IOException {
    ShopProcess process = new ShopProcess(ShopSettings.from(System.getenv()));
    process.run(System.in);
    System.exit(0);
  }

  private void run(InputStream control) throws IOException {
    try (ShopService service = service();
        ExecutorService threads = threads()) {
      InetSocketAddress address =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.port());
      HttpServer server = HttpServer.create(address, BACKLOG);
      server.setExecutor(threads);
      server.createContext("/", service.routes()::handle);
      server.start();
      LOG.log(Level.INFO, "Service {0} started", settings);
      System.out.println(ReadyLine.of(server.getAddress().getPort()));
      obey(control, service);
      LOG.log(Level.INFO, "Service {0} stops", settings);
      server.stop(0);
      threads.shutdownNow();
    }
  }

  private void obey(InputStream control, ShopService service) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(control, StandardCharsets.UTF_8));
    boolean started = false;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      switch (ControlMessage.parse(line)) {
        case ControlMessage.Switch(var trouble, var on) -> troubles.set(trouble, on);
        case ControlMessage.Endpoints(var name, var ports) -> endpoints.set(name, ports);
      }
      if (!started) {
        // The launcher speaks first when all processes and the database are there.
        service.start();
        started = true;
      }
    }
  }

  private ShopService service() {
    return switch (settings.service()) {
      case "storefront" -> new Storefront(client(Duration.ofSeconds(10)), troubles);
      case "catalog" -> new Catalog(database(8), troubles, settings.version());
      case "cart" -> new Cart(database(8), troubles);
      case "pricing" -> new Pricing(troubles, settings.version());
      case "inventory" -> new Inventory(database(8), troubles);
      case "orders" ->
          new Orders(
              database(Orders.POOL_SIZE), client(Duration.ofSeconds(8)), new MailQueue(), troubles);
      case "payments" -> new Payments(database(6), troubles, URI.create(settings.outsideUrl()));
      case "mailer" -> new Mailer(database(3), new MailQueue(), URI.create(settings.outsideUrl()));
      default ->
          throw new IllegalArgumentException(
              "DEMO_SERVICE '" + settings.service() + "' is no service of the shop");
    };
  }

  private Database database(int poolSize) {
    String name = settings.service() + "-db";
    return Database.open(settings.databaseUrl(), settings.databasePassword(), name, poolSize);
  }

  private ServiceClient client(Duration timeout) {
    return new ServiceClient(endpoints, timeout);
  }

  private ExecutorService threads() {
    return settings.service().equals("storefront")
        ? Executors.newVirtualThreadPerTaskExecutor()
        : Executors.newFixedThreadPool(
            HTTP_THREADS, Thread.ofPlatform().name("http-", 1).factory());
  }
}
