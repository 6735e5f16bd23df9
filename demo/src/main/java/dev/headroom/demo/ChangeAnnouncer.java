package dev.headroom.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;

/// Tells Headroom about deployments, as a deploy pipeline would. Failures are only reported.
final class ChangeAnnouncer {
  private final URI headroom;
  private final HttpClient client;
  private final InstantSource clock;
  private final Consumer<String> events;

  ChangeAnnouncer(URI headroom, HttpClient client, InstantSource clock, Consumer<String> events) {
    this.headroom = headroom;
    this.client = client;
    this.clock = clock;
    this.events = events;
  }

  void announce(Deployment deployment) {
    HttpRequest request =
        HttpRequest.newBuilder(headroom.resolve("/api/changes"))
            .timeout(Duration.ofSeconds(5))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body(deployment)))
            .build();
    try {
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      events.accept("announced service=" + deployment.service() + " status=" + status);
    } catch (IOException e) {
      events.accept("announcement-failed service=" + deployment.service() + " reason=" + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String body(Deployment deployment) {
    return Json.object(
        Json.field("service", deployment.service()),
        Json.field("version", deployment.version().toString()),
        Json.field("kind", "deploy"),
        Json.field("at", clock.instant().toString()),
        Json.field("description", deployment.description()),
        Json.field(
            "url",
            "https://ci.shop.example/deploys/"
                + deployment.service()
                + "/"
                + deployment.version()));
  }
}
