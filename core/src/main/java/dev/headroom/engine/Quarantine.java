package dev.headroom.engine;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.signal.SignalType;
import dev.headroom.store.QuarantineLog;
import dev.headroom.store.Quarantined;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// What the folds of one thread could not take: how much by signal, and the entries that came last.
///
/// It is part of the fold state: saved at the same barrier as the counts, so that after a crash an
/// item is set aside again exactly if its fold is repeated. Used by its thread alone, but for
/// [#summary].
final class Quarantine {
  /// The name of the state that holds it.
  static final String STATE = "quarantine";

  private static final int LAST = 50;
  private static final int MOST_CHARS = 300;

  private final QuarantineLog log;
  private final InstantSource clock;
  private final Map<SignalType, Long> items = new EnumMap<>(SignalType.class);
  private final ArrayDeque<Quarantined> last = new ArrayDeque<>();
  private volatile EngineStats.Quarantine summary = new EngineStats.Quarantine(Map.of(), List.of());

  Quarantine(QuarantineLog log, InstantSource clock) {
    this.log = log;
    this.clock = clock;
  }

  /// Where an item stands.
  ///
  /// @param items how many items it is
  record Item(SignalType signal, long position, int index, int items, String subject) {}

  /// Sets an item aside.
  ///
  /// @param otlp gives the item as protobuf
  void add(String fold, Item item, RuntimeException why, Supplier<byte[]> otlp) {
    Quarantined entry =
        new Quarantined(
            item.signal(),
            fold,
            item.position(),
            item.index(),
            item.items(),
            cut(item.subject()),
            cut(String.valueOf(why.getMessage())),
            place(why),
            clock.instant());
    remember(entry);
    items.merge(entry.signal(), (long) entry.items(), Long::sum);
    publish();
    try {
      log.keep(entry, otlp);
    } catch (RuntimeException _) {
      // The bytes are for a report of the fault; to count on does not depend on them.
    }
  }

  private void remember(Quarantined entry) {
    last.addLast(entry);
    if (last.size() > LAST) {
      last.removeFirst();
    }
  }

  private void publish() {
    summary = new EngineStats.Quarantine(items, List.copyOf(last).reversed());
  }

  private static String cut(String text) {
    return text.length() > MOST_CHARS ? text.substring(0, MOST_CHARS) + "…" : text;
  }

  private static String place(RuntimeException why) {
    StackTraceElement[] trace = why.getStackTrace();
    String type = why.getClass().getSimpleName();
    return trace.length == 0 ? type : type + " at " + trace[0];
  }

  /// As of the last item set aside. Thread-safe.
  EngineStats.Quarantine summary() {
    return summary;
  }

  /// What several threads set aside, newest first.
  static EngineStats.Quarantine sum(Collection<EngineStats.Quarantine> parts) {
    Map<SignalType, Long> items = new EnumMap<>(SignalType.class);
    parts.forEach(part -> part.items().forEach((signal, n) -> items.merge(signal, n, Long::sum)));
    return new EngineStats.Quarantine(
        items,
        parts.stream()
            .flatMap(part -> part.last().stream())
            .sorted(Comparator.comparing(Quarantined::at).reversed())
            .limit(LAST)
            .toList());
  }

  byte[] save() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(items.size());
      for (Map.Entry<SignalType, Long> entry : items.entrySet()) {
        out.writeUTF(entry.getKey().name());
        out.writeLong(entry.getValue());
      }
      out.writeByte(last.size());
      for (Quarantined entry : last) {
        write(entry, out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private static void write(Quarantined entry, DataOutputStream out) throws IOException {
    out.writeUTF(entry.signal().name());
    out.writeUTF(entry.fold());
    out.writeLong(entry.position());
    out.writeInt(entry.index());
    out.writeInt(entry.items());
    out.writeUTF(entry.subject());
    out.writeUTF(entry.reason());
    out.writeUTF(entry.place());
    out.writeLong(entry.at().toEpochMilli());
  }

  /// Takes in what all threads had saved; call before any item.
  void restore(Collection<byte[]> saved) {
    for (byte[] part : saved) {
      try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(part))) {
        for (int left = in.readByte(); left > 0; left--) {
          items.merge(SignalType.valueOf(in.readUTF()), in.readLong(), Long::sum);
        }
        for (int left = in.readByte(); left > 0; left--) {
          remember(read(in));
        }
      } catch (IOException e) {
        throw new HeadroomException(ErrorCode.INTERNAL, "the saved quarantine is cut short", e);
      }
    }
    publish();
  }

  private static Quarantined read(DataInputStream in) throws IOException {
    return new Quarantined(
        SignalType.valueOf(in.readUTF()),
        in.readUTF(),
        in.readLong(),
        in.readInt(),
        in.readInt(),
        in.readUTF(),
        in.readUTF(),
        in.readUTF(),
        Instant.ofEpochMilli(in.readLong()));
  }
}
