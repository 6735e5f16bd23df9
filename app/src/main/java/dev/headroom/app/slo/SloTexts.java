package dev.headroom.app.slo;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.server.openslo.OpenSlo.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Reads the files named on a command line; of a directory all YAML and JSON files in it and below.
final class SloTexts {
  private static final int MAX_BYTES = 16 << 20;

  private SloTexts() {}

  /// @throws HeadroomException that names the file
  static List<Text> read(List<String> names) {
    List<Text> texts = new ArrayList<>();
    for (String name : names) {
      try {
        if (name.equals("-")) {
          texts.add(new Text("-", System.in.readNBytes(MAX_BYTES)));
        } else if (Files.isDirectory(Path.of(name))) {
          for (Path file : below(Path.of(name))) {
            texts.add(new Text(file.toString(), Files.readAllBytes(file)));
          }
        } else {
          texts.add(new Text(name, Files.readAllBytes(Path.of(name))));
        }
      } catch (IOException | UncheckedIOException e) {
        String why = e instanceof NoSuchFileException ? "no such file" : e.getMessage();
        throw new HeadroomException(ErrorCode.INVALID, name + ": cannot be read: " + why, e);
      }
    }
    return texts;
  }

  private static List<Path> below(Path directory) throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      return walk.filter(Files::isRegularFile).filter(SloTexts::counts).sorted().toList();
    }
  }

  private static boolean counts(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json");
  }
}
