package dev.headroom.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.finding.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Compares findings with readable files under `src/test/resources/golden`.
///
/// When the environment variable `HEADROOM_BLESS` names that folder, the files are written instead,
/// to be read and committed.
public final class Golden {
  private Golden() {}

  public static void check(String name, List<Finding> findings) {
    String text = FindingText.of(findings);
    String folder = System.getenv("HEADROOM_BLESS");
    try {
      if (folder != null) {
        Files.writeString(Files.createDirectories(Path.of(folder)).resolve(name + ".txt"), text);
      } else {
        assertThat(text).isEqualTo(read(name));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(String name) throws IOException {
    try (InputStream file = Golden.class.getResourceAsStream("/golden/" + name + ".txt")) {
      assertThat(file).as("golden file %s", name).isNotNull();
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
