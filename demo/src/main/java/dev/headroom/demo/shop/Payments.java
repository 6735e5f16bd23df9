package dev.headroom.demo.shop;

import dev.headroom.demo.trouble.Trouble;
import dev.headroom.demo.trouble.TroubleSwitches;
import dev.headroom.demo.wire.Call;
import dev.headroom.demo.wire.Database;
import dev.headroom.demo.wire.DownstreamException;
import dev.headroom.demo.wire.Reply;
import dev.headroom.demo.wire.Router;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Charges orders at the external payment provider and keeps a ledger of charges.
final class Payments implements ShopService {
  private static final Logger LOG = Logger.getLogger("shop.payments");
  private static final Duration PROVIDER_TIMEOUT = Duration.ofSeconds(4);
  private static final int DECLINED = 402;

  private final Database database;
  private final TroubleSwitches troubles;
  private final URI provider;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("charge-worker").factory());

  Payments(Database database, TroubleSwitches troubles, URI provider) {
    this.database = database;
    this.troubles = troubles;
    this.provider = provider;
  }

  @Override
  public Router routes() {
    return new Router().post("/charges", this::charge);
  }

  @Override
  public void close() {
    worker.shutdownNow();
    database.close();
  }

  private Reply charge(Call call) throws Exception {
    Span.current().setAttribute("headroom.data_class", "payment");
    String order = call.parameter("order");
    int cents = call.parameterNumber("cents");
    return troubles.isOn(Trouble.SINGLE_THREAD_WORKER)
        ? onWorker(() -> charge(order, cents))
        : charge(order, cents);
  }

  private Reply onWorker(Callable<Reply> work) throws Exception {
    try {
      return Context.taskWrapping(worker).submit(work).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof DownstreamException failure) {
        throw new DownstreamException(failure.status(), "the charge worker failed", failure);
      }
      throw e;
    }
  }

  private Reply charge(String order, int cents) throws SQLException {
    HttpResponse<String> answer = askProvider(order, cents);
    boolean declined = answer.statusCode() == DECLINED;
    if (!declined && answer.statusCode() != 200) {
      throw new DownstreamException(502, "payment provider answered " + answer.statusCode());
    }
    database.update(
        "INSERT INTO charges (order_id, cents, state) VALUES (?, ?, ?)",
        order,
        cents,
        declined ? "declined" : "approved");
    if (declined) {
      LOG.log(
          Level.WARNING,
          "Payment provider declined order {0} over {1} cents: {2}",
          new Object[] {order, String.valueOf(cents), answer.body()});
      return Reply.of(DECLINED, answer.body());
    }
    return Reply.ok("approved");
  }

  private HttpResponse<String> askProvider(String order, int cents) {
    HttpRequest request =
        HttpRequest.newBuilder(provider.resolve("/v1/charges"))
            .timeout(PROVIDER_TIMEOUT)
            .POST(HttpRequest.BodyPublishers.ofString(order + " " + cents))
            .build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (HttpTimeoutException e) {
      throw new DownstreamException(
          504, "payment provider did not answer within " + PROVIDER_TIMEOUT.toMillis() + " ms", e);
    } catch (IOException e) {
      throw new DownstreamException(502, "connection to the payment provider broke", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DownstreamException(503, "interrupted while charging", e);
    }
  }
}
