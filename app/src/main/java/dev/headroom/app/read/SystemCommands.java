package dev.headroom.app.read;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.server.web.Format;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Headroom about itself and about the telemetry it gets.
final class SystemCommands {
  private SystemCommands() {}

  @Command(
      name = "status",
      description = "How the server stands; exit code 1 unless it is ready.",
      mixinStandardHelpOptions = true)
  static final class Status implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();

    @Override
    public Integer call() throws InterruptedException {
      JsonNode view = asking.askAtAnyTime("/api/system");
      if (view == null) {
        return 0;
      }
      PrintWriter out = asking.out();
      out.printf(
          "%s, version %s, up %s%n",
          view.path("state").asText().toLowerCase(Locale.ROOT),
          view.path("version").asText(),
          Format.length(Duration.ofSeconds(view.path("uptimeSeconds").asLong())));
      view.path("problems").forEach(problem -> out.println("! " + problem.asText()));
      Table.of(
              Table.text("SIGNAL", "/signal"),
              Table.count("ITEMS", "/items"),
              Table.rate("RATE", "/itemsPerSecond"),
              Table.count("REJECTED", "/rejected"),
              Table.count("DUPLICATES", "/duplicates"))
          .print(view.path("ingest"), out);
      out.flush();
      return view.path("state").asText().equals("READY") ? 0 : 1;
    }
  }

  @Command(
      name = "quality",
      description = "Tell what each service's telemetry misses.",
      mixinStandardHelpOptions = true)
  static final class Quality implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();

    @Override
    public Integer call() throws InterruptedException {
      JsonNode view = asking.ask("/api/telemetry-quality");
      if (view == null) {
        return 0;
      }
      PrintWriter out = asking.out();
      for (JsonNode service : view.path("services")) {
        out.println(
            service.path("service").asText()
                + "  "
                + (service.path("score").isNull()
                    ? "–"
                    : Format.share(service.path("score").asDouble())));
        for (JsonNode check : service.path("checks")) {
          String state = check.path("state").asText();
          if (state.equals("MISSING") || state.equals("PARTIAL")) {
            out.println(
                "  " + state.toLowerCase(Locale.ROOT) + ": " + check.path("title").asText());
          }
        }
      }
      out.flush();
      return 0;
    }
  }
}
