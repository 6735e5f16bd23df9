package dev.headroom.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What Headroom makes of the troubles of a running demo. Each is switched on for a while and off
/// again, one after the other; told are when it was named and at which rank of Fix next, what was
/// predicted before it was switched off, and what came. The proposal is accepted, so that a proof
/// follows.
///
/// Arguments: address of Headroom, of the demo's admin page, directory for what was answered,
/// minutes of a phase, troubles (all when none is given). The demo must run with `--troubles none`
/// and a day as long as a phase (`--speed 1.6667` for 6 minutes), so that both phases of a trouble
/// see the same load.
public final class DemoShow {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration POLL = Duration.ofSeconds(5);
  private static final int PROOF_MINUTES = 5;

  private final HttpClient http = HttpClient.newHttpClient();
  private final String headroom;
  private final String admin;
  private final Path answers;
  private final Duration phase;

  private DemoShow(String headroom, String admin, Path answers, Duration phase) {
    this.headroom = headroom;
    this.admin = admin;
    this.answers = answers;
    this.phase = phase;
  }

  /// @param name of the trouble
  /// @param service that is changed when it is switched off
  /// @param analyses that name it rightly
  /// @param subjects services of which they may say so
  private record Trouble(String name, String service, Set<String> analyses, Set<String> subjects) {
    private Trouble(String name, String service, String... analyses) {
      this(name, service, Set.of(analyses), Set.of(service));
    }
  }

  private static final List<Trouble> ALL =
      List.of(
          new Trouble("n-plus-one", "cart", "n-plus-one"),
          new Trouble("missing-index", "catalog", "missing-index"),
          new Trouble("bad-cache-key", "catalog", "weak-cache"),
          new Trouble("slow-dependency", "payments", "slow-dependency"),
          new Trouble("single-thread-worker", "payments", "single-threaded", "lock-contention"),
          new Trouble("small-pool", "orders", "pool-exhaustion"),
          new Trouble(
              "retry-storm", "storefront", Set.of("retry-storm"), Set.of("storefront", "pricing")),
          new Trouble("memory-leak", "inventory", "memory-leak", "gc-pressure"));

  /// Runs the show.
  public static void main(String[] words) throws IOException, InterruptedException {
    Path answers = Files.createDirectories(Path.of(words[2]));
    Duration phase = Duration.ofMinutes(Long.parseLong(words[3]));
    DemoShow show = new DemoShow(words[0], words[1], answers, phase);
    List<String> wanted = List.of(words).subList(4, words.length);
    for (Trouble trouble : ALL) {
      if (wanted.isEmpty() || wanted.contains(trouble.name())) {
        show.one(trouble);
      }
    }
  }

  private void one(Trouble trouble) throws IOException, InterruptedException {
    Instant on = sleepUntil(nextMinute());
    Set<String> before = open();
    switchTo(trouble, true);
    tell(trouble, "on");
    Instant off = on.plus(phase);
    @Nullable JsonNode finding = null;
    while (Instant.now().isBefore(off)) {
      if (finding == null) {
        finding = named(trouble, on, before);
      }
      Thread.sleep(POLL);
    }
    Instant from = on.plus(1, ChronoUnit.MINUTES);
    measure(trouble, "on", from, off);
    if (finding == null) {
      tell(trouble, "not named");
    } else {
      predict(trouble, finding.path("fingerprint").asText(), from, off);
      accept(trouble, finding.path("fingerprint").asText());
    }
    switchTo(trouble, false);
    announce(trouble);
    tell(trouble, "off");
    sleepUntil(off.plus(phase));
    measure(trouble, "off", off.plus(1, ChronoUnit.MINUTES), off.plus(phase));
  }

  private Set<String> open() throws IOException, InterruptedException {
    Set<String> open = new HashSet<>();
    get("/api/findings?limit=500")
        .path("findings")
        .forEach(finding -> open.add(finding.path("fingerprint").asText()));
    return open;
  }

  private @Nullable JsonNode named(Trouble trouble, Instant on, Set<String> before)
      throws IOException, InterruptedException {
    for (JsonNode finding : get("/api/findings?limit=500").path("findings")) {
      if (trouble.analyses().contains(finding.path("analysis").asText())
          && trouble.subjects().contains(finding.path("service").asText())
          && !before.contains(finding.path("fingerprint").asText())) {
        long seconds = Duration.between(on, Instant.now()).toSeconds();
        tell(trouble, "named after " + seconds + " s: " + finding.path("claim").asText());
        return finding;
      }
    }
    return null;
  }

  /// By the first remedy that is a change which traces can be retimed under.
  private void predict(Trouble trouble, String fingerprint, Instant from, Instant to)
      throws IOException, InterruptedException {
    JsonNode detail = keep(trouble, "finding", get("/api/findings/" + fingerprint));
    List<String> edits = new ArrayList<>();
    for (JsonNode remedy : detail.path("remedies")) {
      if (edits.isEmpty()) {
        remedy.path("edits").forEach(edit -> edits.add(edit.path("edit").asText()));
      }
    }
    tell(trouble, "edits " + edits);
    for (JsonNode route : detail.path("finding").path("routes")) {
      if (!edits.isEmpty()) {
        predict(trouble, route, edits, from, to);
      }
    }
  }

  private void predict(
      Trouble trouble, JsonNode route, List<String> edits, Instant from, Instant to)
      throws IOException, InterruptedException {
    String operation = route.path("operation").asText();
    StringBuilder path = new StringBuilder("/api/what-if?from=" + from + "&to=" + to);
    path.append("&service=").append(encode(route.path("service").asText()));
    path.append("&operation=").append(encode(operation));
    edits.forEach(edit -> path.append("&edit=").append(encode(edit)));
    HttpResponse<String> answered = answered(request(path.toString()));
    if (answered.statusCode() >= 300) {
      tell(trouble, "not predicted: " + operation + ": " + answered.body());
      return;
    }
    JsonNode answer =
        keep(
            trouble,
            "what-if." + operation.replaceAll("\\W+", "-"),
            JSON.readTree(answered.body()));
    for (JsonNode quantile : answer.path("quantiles")) {
      tell(
          trouble,
          String.format(
              Locale.ROOT,
              "predicted %s p%.0f %.2f -> %.2f ms (%.2f to %.2f)",
              operation,
              100 * quantile.path("q").asDouble(),
              quantile.path("nowNanos").asDouble() / 1e6,
              quantile.path("thenNanos").asDouble() / 1e6,
              quantile.path("lowNanos").asDouble() / 1e6,
              quantile.path("highNanos").asDouble() / 1e6));
    }
  }

  private void accept(Trouble trouble, String fingerprint)
      throws IOException, InterruptedException {
    for (JsonNode fix : get("/api/fixes").path("fixes")) {
      for (JsonNode finding : fix.path("findings")) {
        if (finding.path("fingerprint").asText().equals(fingerprint)) {
          tell(trouble, "rank " + fix.path("rank").asText());
          String path = "/api/fixes/" + keep(trouble, "fix", fix).path("id").asText() + "/accept";
          post(headroom + path, "{\"who\":\"show\",\"windowMinutes\":" + PROOF_MINUTES + "}");
          return;
        }
      }
    }
    tell(trouble, "not proposed");
  }

  private void measure(Trouble trouble, String when, Instant from, Instant to)
      throws IOException, InterruptedException {
    String path = "/api/limits?limit=100&from=" + from + "&to=" + to;
    for (JsonNode route : keep(trouble, "routes-" + when, get(path)).path("routes")) {
      JsonNode latency = route.path("traffic").path("latency");
      tell(
          trouble,
          String.format(
              Locale.ROOT,
              "measured %s %s: %.0f requests, %.2f %% failed, p50 %.2f, p95 %.2f ms",
              when,
              route.path("operation").asText(),
              route.path("traffic").path("count").asDouble(),
              100 * route.path("traffic").path("errorShare").asDouble(),
              latency.path("p50Nanos").asDouble() / 1e6,
              latency.path("p95Nanos").asDouble() / 1e6));
    }
  }

  private void announce(Trouble trouble) throws IOException, InterruptedException {
    ObjectNode change = JSON.createObjectNode();
    change.put("id", "show-" + trouble.name()).put("service", trouble.service());
    change.put("kind", "config").put("description", trouble.name() + " switched off");
    post(headroom + "/api/changes", change.toString());
  }

  private void switchTo(Trouble trouble, boolean on) throws IOException, InterruptedException {
    post(admin + "/admin/troubles/" + trouble.name() + "?on=" + on, "");
  }

  private static void tell(Trouble trouble, String text) {
    System.out.println(
        Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + trouble.name() + " " + text);
  }

  private JsonNode keep(Trouble trouble, String what, JsonNode answer) throws IOException {
    Path file = answers.resolve(trouble.name() + "." + what + ".json");
    Files.writeString(file, answer.toPrettyString());
    return answer;
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  private HttpRequest request(String path) {
    return HttpRequest.newBuilder(URI.create(headroom + path)).build();
  }

  private void post(String url, String body) throws IOException, InterruptedException {
    send(
        HttpRequest.newBuilder(URI.create(url))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> answer = answered(request);
    if (answer.statusCode() >= 300) {
      throw new IOException(request.uri() + " answered " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  private HttpResponse<String> answered(HttpRequest request)
      throws IOException, InterruptedException {
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Instant nextMinute() {
    return Instant.now().truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
  }

  private static Instant sleepUntil(Instant end) throws InterruptedException {
    while (Instant.now().isBefore(end)) {
      Thread.sleep(Math.clamp(Duration.between(Instant.now(), end).toMillis(), 1, 1_000));
    }
    return end;
  }
}
