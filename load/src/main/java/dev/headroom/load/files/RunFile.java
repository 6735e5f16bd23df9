package dev.headroom.load.files;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.load.result.RunJson;
import dev.headroom.load.result.RunRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads a file with the result of a load test, whatever made it: `headroom load`, k6, JMeter,
/// Vegeta, or HdrHistogram's percentile distribution. The format is told by how it starts.
public final class RunFile {
  private static final String KNOWN =
      "what headroom load --out, k6 --out json, JMeter (CSV), vegeta encode --to json or"
          + " HdrHistogram (.hgrm) write";
  private static final long MOST_BYTES = 256L << 20;

  private RunFile() {}

  /// Reads a file.
  ///
  /// @throws HeadroomException with `INVALID` that names the file, the line and what was expected
  public static RunRecord read(Path file) {
    String name = file.getFileName() == null ? file.toString() : file.getFileName().toString();
    try (Reader reader = open(file)) {
      return read(name, reader, () -> whole(file));
    } catch (IOException e) {
      throw new HeadroomException(
          ErrorCode.INVALID, "file '" + file + "' cannot be read: " + e.getMessage(), e);
    }
  }

  private static Reader open(Path file) throws IOException {
    // What is no UTF-8 is told by the line that does not fit, not by an exception of the decoder.
    return new BufferedReader(
        new InputStreamReader(
            Files.newInputStream(file),
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE)));
  }

  private static String whole(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new HeadroomException(
          ErrorCode.TOO_LARGE, "file '" + file + "' is too large; expected at most 256 MiB");
    }
    return Files.readString(file);
  }

  private interface Whole {
    String text() throws IOException;
  }

  /// Reads text.
  static RunRecord read(String name, String text) {
    try {
      return read(name, new StringReader(text), () -> text);
    } catch (IOException e) {
      throw new IllegalStateException("a string can always be read", e);
    }
  }

  private static RunRecord read(String name, Reader reader, Whole whole) throws IOException {
    Source source = new Source(name, reader);
    String first = source.next();
    if (first == null) {
      throw source.wrong("empty", KNOWN);
    }
    if (Hgrm.starts(first)) {
      return Hgrm.read(source);
    }
    if (first.contains("timeStamp,") || first.contains(",timeStamp")) {
      return JMeterCsv.read(source, first);
    }
    if (first.startsWith("<")) {
      throw source.wrong("XML", "JMeter's CSV: jmeter -Jjmeter.save.saveservice.output_format=csv");
    }
    if (first.startsWith("{") && first.contains("\"metric\"") && first.contains("\"type\"")) {
      return K6Json.read(source, first);
    }
    if (first.startsWith("{") && first.contains("\"latency\"") && first.contains("\"timestamp\"")) {
      return VegetaJson.read(source, first);
    }
    if (first.startsWith("{")) {
      return RunJson.read(name, whole.text());
    }
    throw source.wrong("'" + JsonLines.shortened(first) + "'", KNOWN);
  }
}
