package dev.headroom.app.load;

import dev.headroom.load.plan.Amounts;
import dev.headroom.load.plan.ScenarioSource;
import dev.headroom.load.plan.Target;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `headroom load scenario`: scenarios from an API's description or a recording.
@Command(
    name = "scenario",
    description = "Print scenarios made from OpenAPI 3 or from a browser's recording (HAR).",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "What is printed is a file for headroom load run --scenario, to be read and changed first.",
      "Cookies and Authorization of a recording are left out."
    })
final class ScenarioCommand implements Callable<Integer> {
  private static final Set<String> KNOWN =
      Set.of("get", "head", "post", "put", "patch", "delete", "options");

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "OpenAPI 3 (JSON or YAML) or HAR")
  private Path file = Path.of("");

  @Option(
      names = "--target",
      paramLabel = "URL",
      description = "instead of the server that the file names; of a recording, whose requests")
  private @Nullable String target;

  @Option(
      names = "--methods",
      paramLabel = "METHODS",
      split = ",",
      description = "operations of OpenAPI to take (default get: others change something)")
  private List<String> methods = new ArrayList<>(List.of("get"));

  @Override
  public Integer call() {
    Set<String> chosen = new TreeSet<>();
    for (String method : methods) {
      String lower = method.toLowerCase(Locale.ROOT);
      if (!KNOWN.contains(lower)) {
        throw Amounts.wrong("--methods", method, String.join(", ", new TreeSet<>(KNOWN)));
      }
      chosen.add(lower);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(
        ScenarioSource.yaml(file, target == null ? null : Target.of("--target", target), chosen));
    out.flush();
    return 0;
  }
}
