package dev.headroom.app.slo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.app.read.ApiClient;
import dev.headroom.app.read.ApiClient.Parameter;
import dev.headroom.app.read.Server;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.server.api.Json;
import dev.headroom.server.openslo.OpenSlo;
import dev.headroom.server.openslo.SloApplyView;
import dev.headroom.server.openslo.SloProblem;
import dev.headroom.server.openslo.StandardRules;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `headroom slo`: OpenSLO documents in and out; each sub-command is a nested class.
@Command(
    name = "slo",
    description = "Service level objectives: OpenSLO documents, budgets, proposals.",
    mixinStandardHelpOptions = true)
public final class SloCommand implements Runnable {
  private static final String DOCUMENTS = "/api/slo-documents";

  @Spec private CommandSpec spec;

  private SloCommand() {}

  /// The command with its sub-commands.
  public static CommandLine command() {
    CommandLine line =
        new CommandLine(new SloCommand())
            .addSubcommand(new Validate())
            .addSubcommand(new Apply())
            .addSubcommand(new Export())
            .addSubcommand(new Delete());
    ObjectiveCommands.below().forEach(line::addSubcommand);
    return line;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing required subcommand");
  }

  private static void printJson(PrintWriter out, Object view) {
    out.println(new String(new Json().write(view), StandardCharsets.UTF_8));
    out.flush();
  }

  @Command(
      name = "validate",
      description = "Check OpenSLO files together; needs no server. Exit code 1 when one is wrong.",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Each problem is a line: FILE:LINE:COLUMN field: message. Of a directory all YAML and JSON"
            + " files",
        "in it and below are taken; - is the standard input.",
        "",
        "Example: headroom slo validate slos/"
      })
  static final class Validate implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "files or directories")
    private List<String> files = List.of();

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    /// What is printed with `--json`.
    record View(boolean valid, int documents, int slos, List<SloProblem> problems) {}

    @Override
    public Integer call() {
      OpenSlo.Checked checked = OpenSlo.check(SloTexts.read(files), StandardRules.WORKBOOK);
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        printJson(
            out,
            new View(
                checked.isValid(), checked.documents(), checked.slos().size(), checked.problems()));
      } else {
        checked.problems().forEach(out::println);
        long errors =
            checked.problems().stream().filter(p -> p.level() == SloProblem.Level.ERROR).count();
        out.printf(
            "%s, %s, %s, %s%n",
            count(checked.documents(), "document"),
            count(checked.slos().size(), "SLO"),
            count(errors, "error"),
            count(checked.problems().size() - errors, "warning"));
        out.flush();
      }
      return checked.isValid() ? 0 : 1;
    }

    private static String count(long number, String of) {
      return number + " " + of + (number == 1 ? "" : "s");
    }
  }

  @Command(
      name = "apply",
      description = "Bring OpenSLO files into a server: all of them or, when one is wrong, none.",
      mixinStandardHelpOptions = true)
  static final class Apply implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private final Server server = new Server();

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "files or directories")
    private List<String> files = List.of();

    @Option(names = "--dry-run", description = "only tell what would change")
    private boolean dryRun;

    @Option(names = "--json", description = "print the answer of the API as it is")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException, IOException {
      List<OpenSlo.Text> texts = SloTexts.read(files);
      // Files hold several documents anyway, so that all become one text; a single one keeps its
      // name, and its lines.
      byte[] body = texts.size() == 1 ? texts.getFirst().content() : joined(texts);
      ApiClient.Reply reply =
          server
              .client()
              .send(
                  "POST",
                  DOCUMENTS,
                  List.of(
                      new Parameter("dryRun", dryRun),
                      new Parameter("who", System.getProperty("user.name")),
                      new Parameter("file", texts.size() == 1 ? texts.getFirst().name() : null)),
                  "application/yaml",
                  body);
      JsonNode answer = reply.json();
      if (!answer.has("changes")) {
        reply.good();
      }
      SloApplyView view = new Json().read(reply.body(), SloApplyView.class);
      print(spec.commandLine().getOut(), view, json);
      return view.acceptable() ? 0 : 1;
    }

    private static byte[] joined(List<OpenSlo.Text> texts) {
      OpenSlo.Checked checked = OpenSlo.check(texts, StandardRules.WORKBOOK);
      if (!checked.isReadable()) {
        throw new HeadroomException(
            ErrorCode.INVALID,
            String.join("\n", checked.problems().stream().map(SloProblem::toString).toList()));
      }
      return checked.yaml().getBytes(StandardCharsets.UTF_8);
    }
  }

  private static void print(PrintWriter out, SloApplyView view, boolean json) {
    if (json) {
      printJson(out, view);
      return;
    }
    view.problems().forEach(out::println);
    if (view.acceptable()) {
      for (SloApplyView.Change change : view.changes()) {
        out.printf(
            "%s '%s' %s%s%n",
            change.kind(),
            change.name(),
            view.dryRun() && !change.action().equals("unchanged") ? "would be " : "",
            change.action());
      }
    } else {
      out.println("nothing was changed");
    }
    out.flush();
  }

  @Command(
      name = "export",
      description = "Write the OpenSLO documents of a server as YAML.",
      mixinStandardHelpOptions = true)
  static final class Export implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private final Server server = new Server();

    @Option(names = "--kind", paramLabel = "KIND", description = "only of this kind, e.g. SLO")
    private @Nullable String kind;

    @Option(names = "--name", paramLabel = "NAME", description = "only of this name")
    private @Nullable String name;

    @Option(
        names = "--output",
        paramLabel = "DIR|-",
        defaultValue = "-",
        description = "a directory for a file of each document, or - for the standard output")
    private String output = "-";

    @Override
    public Integer call() throws InterruptedException {
      byte[] text =
          server
              .client()
              .send(
                  "GET",
                  DOCUMENTS,
                  List.of(new Parameter("kind", kind), new Parameter("name", name)),
                  "",
                  new byte[0])
              .good()
              .body();
      PrintWriter out = spec.commandLine().getOut();
      if (output.equals("-")) {
        out.print(new String(text, StandardCharsets.UTF_8));
      } else {
        OpenSlo.files(text).forEach((file, content) -> write(out, file, content));
      }
      out.flush();
      return text.length == 0 ? 1 : 0;
    }

    private void write(PrintWriter out, String file, String content) {
      Path path = Path.of(output, file);
      try {
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
        out.println(path);
      } catch (IOException e) {
        throw new HeadroomException(
            ErrorCode.INVALID, path + ": cannot be written: " + e.getMessage(), e);
      }
    }
  }

  @Command(
      name = "delete",
      description = "Delete an SLO, or another OpenSLO document that no other refers to.",
      mixinStandardHelpOptions = true)
  static final class Delete implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private final Server server = new Server();

    @Parameters(paramLabel = "NAME", description = "its metadata.name")
    private String name = "";

    @Option(
        names = "--kind",
        paramLabel = "KIND",
        defaultValue = "SLO",
        description = "its kind (default ${DEFAULT-VALUE})")
    private String kind = "SLO";

    @Option(names = "--dry-run", description = "only tell what would change")
    private boolean dryRun;

    @Option(names = "--json", description = "print the answer of the API as it is")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException, IOException {
      byte[] answer =
          server
              .client()
              .send(
                  "DELETE",
                  DOCUMENTS + "/" + ApiClient.encoded(kind) + "/" + ApiClient.encoded(name),
                  List.of(
                      new Parameter("dryRun", dryRun),
                      new Parameter("who", System.getProperty("user.name"))),
                  "",
                  new byte[0])
              .good()
              .body();
      print(spec.commandLine().getOut(), new Json().read(answer, SloApplyView.class), json);
      return 0;
    }
  }
}
