package dev.headroom.load.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.load.run.RunResult;
import dev.headroom.load.run.Slice;
import dev.headroom.load.run.StepResult;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/// A run as JSON, whole: it can be read back. Durations are seconds, latencies nanoseconds;
/// histograms come with their quantiles and, in the compressed form of HdrHistogram, with
/// everything.
public final class RunJson {
  /// Raised when the form changes so that older readers would go wrong.
  private static final int FORM = 1;

  private static final double[] QUANTILES = {50, 90, 95, 99, 99.9, 99.99};
  private static final JsonMapper JSON = new JsonMapper();

  private RunJson() {}

  /// Writes a run.
  public static String write(RunRecord run) {
    RunResult result = run.result();
    ObjectNode root = JSON.createObjectNode();
    root.put("form", FORM).put("id", result.id()).put("source", run.source());
    root.put("target", run.target()).put("load", run.load());
    root.put("started", result.started().toString());
    root.put("warmUpSeconds", seconds(result.warmUp()));
    end(root, result.end());
    root.put("failed", run.failed());
    result.voidReasons().forEach(root.putArray("void")::add);
    ArrayNode verdicts = root.putArray("thresholds");
    for (RunRecord.Verdict verdict : run.verdicts()) {
      verdicts
          .addObject()
          .put("threshold", verdict.threshold())
          .put("broken", verdict.broken())
          .put("measured", verdict.measured());
    }
    step(root.putObject("step"), result.step());
    ObjectNode statuses = root.putObject("statuses");
    result.statuses().forEach((status, count) -> statuses.put("" + status, count));
    ObjectNode failures = root.putObject("failures");
    result.failures().forEach(failures::put);
    ArrayNode parts = root.putArray("requests");
    for (RunResult.Part part : result.parts()) {
      ObjectNode node = parts.addObject();
      node.put("name", part.name()).put("completed", part.completed()).put("failed", part.failed());
      node.set("fromIntended", histogram(part.fromIntended()));
    }
    ArrayNode points = root.putArray("seconds");
    result.seconds().forEach(point -> points.add(point(point)));
    root.put("connections", result.connections()).put("waitedForRoom", result.waitedForRoom());
    root.put("bytes", result.bytes());
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  private static void end(ObjectNode root, RunResult.End end) {
    switch (end) {
      case RunResult.End.Complete _ -> root.put("end", "complete");
      case RunResult.End.Stopped _ -> root.put("end", "stopped");
      case RunResult.End.Aborted aborted ->
          root.put("end", "aborted").put("abortReason", aborted.reason());
    }
  }

  private static void step(ObjectNode node, StepResult step) {
    node.put("ratePerSecond", step.ratePerSecond()).put("lengthSeconds", seconds(step.length()));
    node.put("offered", step.offered()).put("completed", step.completed());
    node.put("failed", step.failed()).put("unfinished", step.unfinished());
    node.put("generatorCpu", step.generatorCpu()).put("capHit", step.capHit());
    node.set("fromIntended", histogram(step.fromIntended()));
    node.set("fromSend", histogram(step.fromSend()));
    node.set("lateness", histogram(step.lateness()));
    ArrayNode slices = node.putArray("slices");
    for (Slice slice : step.slices()) {
      ArrayNode row = slices.addArray();
      row.add(seconds(slice.start())).add(seconds(slice.length()));
      row.add(slice.offered()).add(slice.completed()).add(slice.failed());
      row.add(slice.slow()).add(slice.inFlightAtEnd());
    }
  }

  private static ObjectNode histogram(Histogram times) {
    ObjectNode node = JSON.createObjectNode();
    node.put("count", times.getTotalCount());
    if (times.getTotalCount() > 0) {
      node.put("mean", Math.round(times.getMean()));
      for (double quantile : QUANTILES) {
        String name = "p" + (quantile % 1 == 0 ? "" + (int) quantile : "" + quantile);
        node.put(name, times.getValueAtPercentile(quantile));
      }
      node.put("max", times.getMaxValue());
    }
    ByteBuffer buffer = ByteBuffer.allocate(times.getNeededByteBufferCapacity());
    int length = times.encodeIntoCompressedByteBuffer(buffer);
    node.put(
        "hdr", Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(buffer.array(), length)));
    return node;
  }

  private static ArrayNode point(RunResult.Point point) {
    ArrayNode row = JSON.createArrayNode();
    row.add(seconds(point.elapsed()));
    row.add(point.offeredPerSecond()).add(point.completedPerSecond());
    row.add(point.failedPerSecond()).add(point.inFlight());
    row.add(point.p50()).add(point.p95()).add(point.p99()).add(point.max());
    return row;
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  /// Reads a run that was written so.
  ///
  /// @param file what a refusal names
  public static RunRecord read(String file, String text) {
    try {
      JsonNode root = JSON.readTree(text);
      if (root == null || root.path("form").asInt() != FORM) {
        throw broken(
            file, "its form is '" + (root == null ? "" : root.path("form").asText()) + "'");
      }
      return record(root);
    } catch (JsonProcessingException
        | DataFormatException
        | IllegalArgumentException
        | java.time.DateTimeException e) {
      throw broken(file, String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }

  private static HeadroomException broken(String file, String why) {
    return new HeadroomException(
        ErrorCode.INVALID,
        "'" + file + "' is no run of form " + FORM + " (" + why + "); expected what --out wrote");
  }

  private static RunRecord record(JsonNode root) throws DataFormatException {
    List<RunResult.Part> parts = new ArrayList<>();
    for (JsonNode part : root.path("requests")) {
      parts.add(
          new RunResult.Part(
              part.path("name").asText(),
              part.path("completed").asLong(),
              part.path("failed").asLong(),
              histogram(part.path("fromIntended"))));
    }
    List<RunResult.Point> points = new ArrayList<>();
    for (JsonNode row : root.path("seconds")) {
      points.add(
          new RunResult.Point(
              duration(row.path(0)),
              row.path(1).asDouble(),
              row.path(2).asDouble(),
              row.path(3).asDouble(),
              row.path(4).asLong(),
              row.path(5).asLong(),
              row.path(6).asLong(),
              row.path(7).asLong(),
              row.path(8).asLong()));
    }
    SortedMap<Integer, Long> statuses = new TreeMap<>();
    root.path("statuses")
        .properties()
        .forEach(each -> statuses.put(Integer.valueOf(each.getKey()), each.getValue().asLong()));
    SortedMap<String, Long> failures = new TreeMap<>();
    root.path("failures")
        .properties()
        .forEach(each -> failures.put(each.getKey(), each.getValue().asLong()));
    List<RunRecord.Verdict> verdicts = new ArrayList<>();
    for (JsonNode verdict : root.path("thresholds")) {
      verdicts.add(
          new RunRecord.Verdict(
              verdict.path("threshold").asText(),
              verdict.path("broken").asBoolean(),
              verdict.path("measured").asText()));
    }
    RunResult result =
        new RunResult(
            root.path("id").asText(),
            Instant.parse(root.path("started").asText()),
            duration(root.path("warmUpSeconds")),
            step(root.path("step")),
            statuses,
            failures,
            parts,
            points,
            root.path("connections").asLong(),
            root.path("waitedForRoom").asLong(),
            root.path("bytes").asLong(),
            end(root));
    return new RunRecord(
        root.path("source").asText(),
        root.path("target").asText(),
        root.path("load").asText(),
        result,
        verdicts);
  }

  private static RunResult.End end(JsonNode root) {
    String end = root.path("end").asText();
    return switch (end) {
      case "complete" -> new RunResult.End.Complete();
      case "stopped" -> new RunResult.End.Stopped();
      case "aborted" -> new RunResult.End.Aborted(root.path("abortReason").asText());
      default -> throw new IllegalArgumentException("end is '" + end + "'");
    };
  }

  private static StepResult step(JsonNode node) throws DataFormatException {
    List<Slice> slices = new ArrayList<>();
    for (JsonNode row : node.path("slices")) {
      slices.add(
          new Slice(
              duration(row.path(0)),
              duration(row.path(1)),
              row.path(2).asLong(),
              row.path(3).asLong(),
              row.path(4).asLong(),
              row.path(5).asLong(),
              row.path(6).asLong()));
    }
    return new StepResult(
        node.path("ratePerSecond").asDouble(),
        duration(node.path("lengthSeconds")),
        histogram(node.path("fromIntended")),
        histogram(node.path("fromSend")),
        histogram(node.path("lateness")),
        node.path("offered").asLong(),
        node.path("completed").asLong(),
        node.path("failed").asLong(),
        slices,
        node.path("generatorCpu").asDouble(),
        node.path("capHit").asBoolean());
  }

  private static Histogram histogram(JsonNode node) throws DataFormatException {
    byte[] bytes = Base64.getDecoder().decode(node.path("hdr").asText());
    return Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), 0);
  }

  private static Duration duration(JsonNode seconds) {
    return Duration.ofNanos(Math.round(seconds.asDouble() * 1e9));
  }
}
