package dev.headroom.app.manual;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.app.Main;
import dev.headroom.app.version.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class ManualTest {
  /// What the pages ask of man(7); a line that starts with a dot and is none of these would be
  /// swallowed as an unknown request.
  private static final List<String> REQUESTS = List.of(".TH ", ".SH ", ".PP", ".TP");

  @TempDir private Path share;

  @Test
  void everyCommandHasItsPage() throws IOException {
    CommandLine root = Main.commandLine();
    Manual.write(root, share);

    try (Stream<Path> pages = Files.list(share.resolve("man/man1"))) {
      assertThat(pages.map(page -> page.getFileName().toString()))
          .contains("headroom.1", "headroom-serve.1", "headroom-route.1", "headroom-import.1")
          .hasSize(commands(root));
    }
  }

  private static int commands(CommandLine command) {
    return 1 + command.getSubcommands().values().stream().mapToInt(ManualTest::commands).sum();
  }

  @Test
  void pagesAreAsciiAndHoldNoStrayRequests() throws IOException {
    Manual.write(Main.commandLine(), share);

    try (Stream<Path> pages = Files.list(share.resolve("man/man1"))) {
      for (Path page : pages.toList()) {
        String text = Files.readString(page);
        assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(text)).as("%s", page).isTrue();
        assertThat(text.lines().filter(line -> line.startsWith(".")))
            .as("%s", page)
            .allMatch(line -> REQUESTS.stream().anyMatch(line::startsWith));
        assertThat(text.lines().filter(line -> line.startsWith("'"))).as("%s", page).isEmpty();
      }
    }
  }

  @Test
  void aPageTellsArgumentsOptionsAndExitCodes() throws IOException {
    Manual.write(Main.commandLine(), share);

    String page = Files.readString(share.resolve("man/man1/headroom-route.1"));
    assertThat(page.lines().toList())
        .startsWith(".TH HEADROOM\\-ROUTE 1 \"\" \"headroom " + version() + "\" \"Headroom\"")
        .contains("\\fISERVICE\\fR", "\\fIOPERATION\\fR", "\\fB\\-\\-range\\fR \\fILENGTH\\fR")
        .containsSubsequence(".SH EXIT STATUS", "\\fB0\\fR", "fine", "\\fB3\\fR")
        .containsSubsequence(".SH SEE ALSO", "\\fBheadroom\\fR(1)");
  }

  private static String version() {
    return ManPage.escaped(Version.current());
  }

  @Test
  void textCannotBecomeARequestOrAnEscape() {
    assertThat(ManPage.escaped(".x -y 'z' \\n é …"))
        .isEqualTo("\\&.x \\-y \\(aqz\\(aq \\en \\[u00E9] \\[u2026]");
  }

  @Test
  void theCompletionScriptKnowsCommandsAndOptions() throws IOException {
    Manual.write(Main.commandLine(), share);

    assertThat(Files.readString(share.resolve("bash-completion/completions/headroom")))
        .contains("log-templates", "--otlp-grpc-port", "complete -F");
  }
}
