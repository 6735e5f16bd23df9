package dev.headroom.app.diagnose;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headroom.analysis.diagnosis.ChangeFact;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Reads changes from a file: a JSON object a line, with the fields that `POST /api/changes` takes.
final class ChangeFile {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Moments ABSOLUTE = new Moments(0);

  private ChangeFile() {}

  /// @throws HeadroomException that names the file, and the line at fault
  static List<ChangeFact> read(Path file) {
    List<ChangeFact> changes = new ArrayList<>();
    try {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        if (!lines.get(i).isBlank()) {
          changes.add(change(file + " line " + (i + 1), lines.get(i)));
        }
      }
    } catch (IOException e) {
      throw new HeadroomException(
          ErrorCode.INVALID, "changes '" + file + "' cannot be read: " + e.getMessage(), e);
    }
    return changes;
  }

  private static ChangeFact change(String where, String line) {
    try {
      JsonNode node = JSON.readTree(line);
      return new ChangeFact(
          text(where, node, "service"),
          ABSOLUTE.read(where + ": at", text(where, node, "at")),
          words(node));
    } catch (JsonProcessingException e) {
      throw new HeadroomException(
          ErrorCode.INVALID, where + " is no JSON object: " + e.getOriginalMessage(), e);
    }
  }

  private static String text(String where, JsonNode node, String field) {
    String text = node.path(field).asText("");
    if (text.isBlank()) {
      throw new HeadroomException(
          ErrorCode.INVALID, where + ": " + field + " is missing; expected a text");
    }
    return text;
  }

  private static String words(JsonNode node) {
    String kind = node.path("kind").asText("change").toLowerCase(Locale.ROOT);
    String version = node.path("version").asText("");
    String what = node.path("description").asText("");
    return kind
        + (version.isBlank() ? "" : " of version '" + version + "'")
        + (what.isBlank() ? "" : ": " + what);
  }
}
