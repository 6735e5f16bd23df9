package dev.headroom.demo.shop;

import dev.headroom.demo.wire.Database;
import dev.headroom.demo.wire.Router;
import io.opentelemetry.api.trace.Span;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Sends the mails that orders put on the queue, through an external courier.
final class Mailer implements ShopService {
  private static final Logger LOG = Logger.getLogger("shop.mailer");
  private static final int WORKERS = 2;
  private static final int BATCH = 16;
  private static final long POLL_MILLIS = 1_000;

  private final Database database;
  private final MailQueue queue;
  private final URI courier;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService workers =
      Executors.newFixedThreadPool(
          WORKERS, Thread.ofPlatform().daemon().name("mail-worker-", 1).factory());

  Mailer(Database database, MailQueue queue, URI courier) {
    this.database = database;
    this.queue = queue;
    this.courier = courier;
  }

  @Override
  public Router routes() {
    return new Router();
  }

  @Override
  public void start() {
    for (int i = 0; i < WORKERS; i++) {
      var _ = workers.submit(this::work);
    }
  }

  @Override
  public void close() {
    workers.shutdownNow();
    database.close();
  }

  private void work() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        int count = 0;
        for (MailQueue.Mail mail : queue.receive(database, BATCH)) {
          deliver(mail);
          count++;
        }
        if (count < BATCH) {
          Thread.sleep(POLL_MILLIS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        LOG.log(Level.SEVERE, e, () -> "Mail queue " + MailQueue.DESTINATION + " is unavailable");
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void deliver(MailQueue.Mail mail) throws InterruptedException {
    try {
      queue.process(mail, () -> send(mail));
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      LOG.log(Level.SEVERE, e, () -> "Mail for order " + mail.order() + " was not sent");
    }
  }

  private void send(MailQueue.Mail mail) throws IOException, InterruptedException {
    Span.current().setAttribute("headroom.data_class", "personal");
    HttpRequest request =
        HttpRequest.newBuilder(courier.resolve("/v3/messages"))
            .timeout(Duration.ofSeconds(3))
            .POST(HttpRequest.BodyPublishers.ofString(mail.recipient() + "\n" + mail.order()))
            .build();
    int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    if (status != 202) {
      throw new IOException("mail courier answered " + status);
    }
    LOG.log(
        Level.INFO,
        "Mail for order {0} sent to {1}",
        new Object[] {mail.order(), mail.recipient()});
  }
}
