package dev.headroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.app.version.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packed archive and its start script, as a person meets them: unpacked somewhere, with
/// whatever Java and Maven the machine has.
final class LauncherE2eTest {
  /// The commands of every Unix that the script uses; a PATH of these alone has no Java or Maven.
  private static final List<String> TOOLS =
      List.of(
          "bash",
          "cat",
          "dirname",
          "env",
          "find",
          "grep",
          "head",
          "mkdir",
          "readlink",
          "rm",
          "sed",
          "sleep");

  private static final Path DIST =
      Path.of(
          Objects.requireNonNull(
              System.getProperty("headroom.dist"), "these tests run after packaging"));

  @TempDir private Path directory;
  private Path tools;

  private record Result(int code, String out, String err) {}

  @BeforeEach
  void offerTools() throws IOException {
    tools = Files.createDirectory(directory.resolve("tools"));
    for (String tool : TOOLS) {
      for (String place : List.of("/usr/bin", "/bin")) {
        Path real = Path.of(place, tool);
        if (Files.isExecutable(real)) {
          Path command = tools.resolve(tool);
          Files.writeString(command, "#!/bin/sh\nexec " + real + " \"$@\"\n");
          Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
          break;
        }
      }
    }
  }

  @Test
  void theArchiveRunsWhereItIsUnpacked() throws Exception {
    Path home = unpack();

    assertThat(run(home.resolve("bin/headroom"), "version"))
        .isEqualTo(new Result(0, "headroom " + Version.current() + "\n", ""));
  }

  @Test
  void theScriptFindsItsHomeThroughSymbolicLinks() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("hr"), unpack().resolve("bin/headroom"));
    Path relative = Files.createSymbolicLink(directory.resolve("hr2"), Path.of("hr"));

    assertThat(run(link, "version").code()).isZero();
    assertThat(run(relative, "version").code()).isZero();
  }

  @Test
  void theArchiveHoldsWhatAnOperatorNeeds() throws Exception {
    Path home = unpack();

    assertThat(home.resolve("LICENSE")).isNotEmptyFile();
    assertThat(home.resolve("systemd/headroom.service")).isNotEmptyFile();
    assertThat(home.resolve("demo/agent/opentelemetry-javaagent.jar")).isNotEmptyFile();
    assertThat(Files.readString(home.resolve("release"))).contains("VERSION=" + Version.current());
  }

  @Test
  void wrongUsageEndsWithCode2() throws Exception {
    assertThat(run(DIST.resolve("bin/headroom"), "no-such-command").code()).isEqualTo(2);
  }

  @Test
  void withoutMavenASourceCheckoutSaysHowToGetIt() throws Exception {
    Path checkout = Files.createDirectory(directory.resolve("checkout"));
    Files.copy(DIST.resolve("bin/headroom"), checkout.resolve("headroom"));
    Files.writeString(checkout.resolve("pom.xml"), "<project>\n  <version>1</version>\n</project>");

    Result result = run(checkout.resolve("headroom"), "version");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err().lines()).singleElement().asString().contains("install Maven");
  }

  @Test
  void aScriptTornFromItsArchiveSaysSo() throws Exception {
    Path torn = Files.createDirectories(directory.resolve("torn/bin"));
    Files.copy(DIST.resolve("bin/headroom"), torn.resolve("headroom"));

    Result result = run(torn.resolve("headroom"), "version");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err().lines())
        .singleElement()
        .asString()
        .contains("unpack the whole archive");
  }

  private Path unpack() throws Exception {
    Path archive = DIST.resolveSibling(DIST.getFileName() + ".tar.gz");
    Process tar =
        new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", directory.toString())
            .inheritIO()
            .start();
    assertThat(tar.waitFor()).isZero();
    return directory.resolve(DIST.getFileName());
  }

  private Result run(Path script, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(tools.resolve("bash").toString()));
    command.add(script.toString());
    command.addAll(List.of(arguments));
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .directory(directory.toFile());
    builder.environment().clear();
    builder
        .environment()
        .putAll(
            Map.of(
                "PATH", tools.toString(),
                "HOME", directory.toString(),
                "JAVA_HOME", System.getProperty("java.home")));
    Process process = builder.start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("%s ended", command).isTrue();
    return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
