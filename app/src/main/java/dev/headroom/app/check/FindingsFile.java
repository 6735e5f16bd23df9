package dev.headroom.app.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.finding.Fingerprint;
import dev.headroom.finding.Severity;
import dev.headroom.server.api.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A file of findings: what a check saved, or what `headroom findings --json` printed. Stateless.
final class FindingsFile {
  private static final JsonMapper JSON = new JsonMapper();

  private FindingsFile() {}

  static void write(Path file, List<Seen> findings) {
    try {
      Files.write(file, new Json().write(Map.of("findings", findings)));
    } catch (IOException e) {
      throw new HeadroomException(
          ErrorCode.INVALID, file + ": findings cannot be saved: " + e.getMessage(), e);
    }
  }

  /// Those that are not gone.
  static List<Seen> read(Path file) {
    JsonNode root;
    try {
      root = JSON.readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      throw new HeadroomException(
          ErrorCode.INVALID, file + ": no JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      String why = e instanceof NoSuchFileException ? "no such file" : e.getMessage();
      throw new HeadroomException(ErrorCode.INVALID, file + ": cannot be read: " + why, e);
    }
    if (!root.path("findings").isArray()) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          file
              + ": has no list 'findings'; expected a file of --save-findings, or the output of"
              + " 'headroom findings --all --json'");
    }
    List<Seen> findings = new ArrayList<>();
    for (JsonNode node : root.path("findings")) {
      if (!node.path("state").asText().equals("GONE")) {
        findings.add(finding(file, findings.size() + 1, node));
      }
    }
    return findings;
  }

  private static Seen finding(Path file, int number, JsonNode node) {
    String place = file + ": finding " + number;
    List<String> traces = new ArrayList<>();
    node.path("traces").forEach(trace -> traces.add(trace.asText()));
    return new Seen(
        new Fingerprint(text(place, node, "fingerprint")).value(),
        text(place, node, "analysis"),
        severity(place, text(place, node, "severity")),
        text(place, node, "service"),
        nullable(node.path("operation")),
        node.path("claim").asText(),
        node.path("rule").asText(),
        node.path("advice").asText(),
        traces);
  }

  private static @Nullable String nullable(JsonNode node) {
    return node.isTextual() ? node.asText() : null;
  }

  private static String text(String place, JsonNode node, String field) {
    String text = nullable(node.path(field));
    if (text == null) {
      throw new HeadroomException(
          ErrorCode.INVALID, place + ": " + field + " is missing; expected a text");
    }
    return text;
  }

  private static Severity severity(String place, String name) {
    return Arrays.stream(Severity.values())
        .filter(severity -> severity.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new HeadroomException(
                ErrorCode.INVALID,
                place
                    + ": severity is '"
                    + name
                    + "'; expected one of "
                    + Arrays.toString(Severity.values())));
  }
}
