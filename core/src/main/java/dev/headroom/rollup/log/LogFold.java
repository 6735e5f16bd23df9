package dev.headroom.rollup.log;

import dev.headroom.base.Limits;
import dev.headroom.base.ServiceName;
import dev.headroom.rollup.KeyTable;
import dev.headroom.rollup.LogRow;
import dev.headroom.rollup.RecordFold;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupSink;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.LogRecord;
import dev.headroom.signal.ResourceIdentity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Turns log records into rows that can be searched and counts their templates.
///
/// Not thread-safe: one worker folds all logs, so that [LogRow#sequence] ascends.
public final class LogFold implements RecordFold {
  private static final int FORMAT = 1;
  private static final int MAX_BODY_CHARS = 64 * 1024;

  private final KeyTable keys;
  private final Limits limits;
  private final Map<ServiceName, TemplateMiner> miners = new HashMap<>();
  private long sequence;

  public LogFold(KeyTable keys, Limits limits) {
    this.keys = keys;
    this.limits = limits;
  }

  @Override
  public void fold(LogRecord log, RollupSink rollups, Consumer<LogRow> rows) {
    Attributes resource = log.resource();
    ResourceIdentity sender = ResourceIdentity.of(resource);
    ServiceName service = sender.service();
    String version = sender.version();
    String body = body(log);
    int template = template(service, version, log.severity(), body);
    rollups.at(template, Math.floorDiv(log.timeNanos(), 60_000_000_000L) * 60).addOccurrences(1);
    rows.accept(
        new LogRow(
            log.timeNanos(),
            ++sequence,
            service,
            version,
            sender.instance(),
            log.severity(),
            log.severityText(),
            log.eventName(),
            body,
            template,
            log.traceId(),
            log.spanId(),
            log.scope().name(),
            log.attributes().toJson(),
            resource.toJson()));
  }

  private static String body(LogRecord log) {
    String text = log.body().asText();
    return text.length() > MAX_BODY_CHARS ? text.substring(0, MAX_BODY_CHARS) + "…" : text;
  }

  private int template(ServiceName service, String version, int severity, String body) {
    // Services are capped where their keys are; miners must not grow past that either.
    TemplateMiner miner =
        miners.size() < limits.services() || miners.containsKey(service)
            ? miners.computeIfAbsent(service, _ -> new TemplateMiner(limits.templatesPerService()))
            : miners.computeIfAbsent(
                ServiceName.OTHER, _ -> new TemplateMiner(limits.templatesPerService()));
    String firstLine = body.lines().findFirst().orElse("");
    String template = firstLine.isBlank() ? "(empty)" : miner.learn(firstLine);
    int range = severity <= 0 ? 0 : (Math.min(severity, 24) - 1) / 4 * 4 + 1;
    return keys.number(new RollupKey.Template(service, template, range, version));
  }

  /// The templates and the sequence, for [#restore].
  public byte[] save() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(FORMAT);
      out.writeLong(sequence);
      out.writeInt(miners.size());
      for (Map.Entry<ServiceName, TemplateMiner> entry : miners.entrySet()) {
        out.writeUTF(entry.getKey().value());
        List<String> templates = entry.getValue().templates();
        out.writeInt(templates.size());
        for (String template : templates) {
          out.writeUTF(template);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /// Takes in what [#save] wrote.
  ///
  /// @throws UncheckedIOException when the bytes are anything else
  public void restore(byte[] saved) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(saved))) {
      if (in.readInt() != FORMAT) {
        throw new IOException("log fold state has an unknown format");
      }
      sequence = in.readLong();
      miners.clear();
      int services = in.readInt();
      for (int i = 0; i < services; i++) {
        TemplateMiner miner = new TemplateMiner(limits.templatesPerService());
        ServiceName service = new ServiceName(in.readUTF());
        int count = in.readInt();
        List<String> templates = new ArrayList<>();
        for (int k = 0; k < count; k++) {
          templates.add(in.readUTF());
        }
        miner.restore(templates);
        miners.put(service, miner);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
