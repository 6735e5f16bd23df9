package dev.headroom.app.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headroom.server.web.Format;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The commands about proofs and how good predictions were, one nested class each.
final class ProofCommands {
  private static final JsonMapper JSON = new JsonMapper();

  private ProofCommands() {}

  private static Table.Column effect(String title, String pointer) {
    return new Table.Column(title, true, pointer, ProofCommands::effect);
  }

  private static Table.Column change(String title, String pointer) {
    return new Table.Column(
        title,
        true,
        pointer,
        value -> value.isNumber() ? Format.change(value.asDouble()) : Format.UNKNOWN);
  }

  private static String effect(JsonNode value) {
    return value.isObject()
        ? Format.change(value.path("share").asDouble())
            + " ("
            + Format.change(value.path("low").asDouble())
            + " to "
            + Format.change(value.path("high").asDouble())
            + ")"
        : Format.UNKNOWN;
  }

  @Command(
      name = "proof",
      description = "Show whether what was accepted did what it promised.",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Without an id all proofs are listed. --changed says when the change came, in place of"
            + " what",
        "was noticed: a time, or now."
      })
  static final class Proof implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();

    @Parameters(
        arity = "0..1",
        paramLabel = "ID",
        description = "of the proof, or of its proposal for the latest one")
    private @Nullable String id;

    @Option(
        names = "--changed",
        paramLabel = "TIME",
        description = "the change came then: ISO-8601, -2h, or now")
    private @Nullable String changed;

    @Option(
        names = "--who",
        paramLabel = "NAME",
        defaultValue = "${USER:-headroom}",
        description = "who says so (default ${DEFAULT-VALUE})")
    private String who = "";

    @Override
    public Integer call() throws InterruptedException {
      if (id == null) {
        return list();
      }
      String path = "/api/proofs/" + ApiClient.encoded(id);
      ObjectNode body = JSON.createObjectNode().put("at", changed).put("who", who);
      JsonNode view =
          changed == null ? asking.askAtAnyTime(path) : asking.send("POST", path + "/change", body);
      if (view != null) {
        print(view, asking.out());
      }
      return 0;
    }

    private int list() throws InterruptedException {
      JsonNode view = asking.askAtAnyTime("/api/proofs");
      return view == null
          ? 0
          : asking.print(
              view.path("proofs"),
              Table.of(
                  Table.text("PROOF", "/id"),
                  Table.text("STATE", "/state"),
                  Table.text("VERDICT", "/verdict"),
                  effect("PREDICTED", "/predicted"),
                  effect("CAME", "/effect"),
                  Table.text("ROUTE", "/operation"),
                  Table.wide("WHAT WAS TO BE DONE", "/advice")),
              "nothing to prove yet; 'headroom fixes accept ID' begins one");
    }

    private static void print(JsonNode view, PrintWriter out) {
      JsonNode proof = view.path("proof");
      out.println(proof.path("advice").asText());
      out.printf(
          "%s: %s%n",
          proof.path("id").asText(),
          proof.path("verdict").isNull()
              ? proof.path("state").asText().toLowerCase(Locale.ROOT)
              : proof.path("verdict").asText().toLowerCase(Locale.ROOT).replace('_', ' '));
      proof.path("reasons").forEach(reason -> out.println("  " + reason.asText()));
      out.printf(
          "predicted %s, came %s%n", effect(proof.path("predicted")), effect(proof.path("effect")));
      Report report = new Report(out);
      report.section("Side effects", view.at("/measured/sideEffects"), SIDE_EFFECTS);
      out.flush();
    }

    private static final Table SIDE_EFFECTS =
        Table.of(
            Table.text("STATE", "/state"),
            effect("CHANGED", "/effect"),
            Table.wide("WHAT", "/what"));
  }

  @Command(
      name = "calibration",
      description = "Show how good predictions were, and what later ones learn from it.",
      mixinStandardHelpOptions = true)
  static final class Calibration implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();

    @Override
    public Integer call() throws InterruptedException {
      JsonNode view = asking.askAtAnyTime("/api/calibration");
      if (view == null) {
        return 0;
      }
      int code =
          asking.print(
              view.path("groups"),
              Table.of(
                  Table.text("BY", "/by"),
                  Table.text("NAME", "/name"),
                  Table.count("OUTCOMES", "/outcomes"),
                  Table.share("INSIDE", "/insideShare"),
                  change("BIAS", "/bias"),
                  Table.number("SPREAD", "/spread"),
                  change("MOVED BY", "/shift"),
                  Table.number("WIDER BY", "/widening")),
              "no prediction was measured yet");
      new Report(asking.out())
          .section(
              "Outcomes",
              view.path("outcomes"),
              Table.of(
                  Table.text("PROOF", "/proof"),
                  effect("PREDICTED", "/predicted"),
                  effect("CAME", "/measured"),
                  Table.text("INSIDE", "/inside"),
                  Table.text("VERDICT", "/verdict"),
                  Table.wide("WHAT WAS DONE", "/advice")));
      asking.out().flush();
      return code;
    }
  }
}
