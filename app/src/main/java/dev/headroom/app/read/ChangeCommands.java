package dev.headroom.app.read;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.app.read.ApiClient.Parameter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What changed, and what belongs to whom.
final class ChangeCommands {
  /// Rows of changes.
  static final Table CHANGES =
      Table.of(
          Table.text("AT", "/at"),
          Table.text("KIND", "/kind"),
          Table.text("SERVICE", "/service"),
          Table.text("VERSION", "/version"),
          Table.text("WHAT", "/description"));

  private ChangeCommands() {}

  @Command(name = "changes", description = "List changes.", mixinStandardHelpOptions = true)
  static final class Changes implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();

    @Option(names = "--service", paramLabel = "NAME", description = "service")
    private @Nullable String service;

    @Override
    public Integer call() throws InterruptedException {
      JsonNode view = asking.ask("/api/changes", new Parameter("service", service));
      return view == null
          ? 0
          : asking.print(view.path("changes"), CHANGES, "nothing changed in this window");
    }
  }

  @Command(
      name = "catalog",
      description = "List components and their owners; exit code 1 when a service has none.",
      mixinStandardHelpOptions = true)
  static final class Catalog implements Callable<Integer> {
    @Mixin private final Asking asking = new Asking();

    @Override
    public Integer call() throws InterruptedException {
      JsonNode view = asking.ask("/api/catalog");
      if (view == null) {
        return 0;
      }
      asking.print(
          view.path("components"),
          Table.of(
              Table.text("COMPONENT", "/name"),
              Table.text("OWNER", "/ownership/owner"),
              Table.text("SYSTEM", "/ownership/system"),
              Table.text("DOMAIN", "/ownership/domain"),
              Table.text("SEEN", "/seen")),
          "the catalogue is empty; give the server --catalog DIR");
      JsonNode orphans = view.path("servicesWithoutOwner");
      orphans.forEach(name -> asking.out().println("without owner: " + name.asText()));
      asking.out().flush();
      return orphans.isEmpty() ? 0 : 1;
    }
  }
}
