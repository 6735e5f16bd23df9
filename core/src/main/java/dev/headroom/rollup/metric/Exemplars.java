package dev.headroom.rollup.metric;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headroom.base.SpanId;
import dev.headroom.base.TimeWindow;
import dev.headroom.base.TraceId;
import dev.headroom.rollup.ExemplarReader;
import dev.headroom.rollup.Mix;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKind;
import dev.headroom.signal.MetricPoint;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Keeps a few exemplars of every metric series and hour: the largest value, and of the others
/// those whose ids hash lowest, which is a uniform choice and the same one however often it is
/// made. Exemplars without a trace are not kept.
///
/// Bounded: [#PER_HOUR] a series and hour, of which the oldest are forgotten beyond
/// [#HOURS_OF_SERIES]. One thread writes, any read.
final class Exemplars implements ExemplarReader {
  static final int PER_HOUR = 4;
  static final int HOURS_OF_SERIES = 2_048;

  private static final int ATTRIBUTES_MAX = 256;
  private static final long HOUR_NANOS = 3_600_000_000_000L;

  /// Lists are replaced as a whole, so that readers may hold them.
  private final Map<Slot, List<Exemplar>> slots = new ConcurrentHashMap<>();

  private final ArrayDeque<Slot> oldestFirst = new ArrayDeque<>();

  private record Slot(RollupKey.Metric series, long hour) {}

  /// Considers a point's exemplars.
  ///
  /// @param factor what values are multiplied with to be in the series' unit
  void add(RollupKey.Metric series, MetricPoint point, double factor) {
    for (MetricPoint.Exemplar exemplar : point.exemplars()) {
      TraceId trace = exemplar.traceId();
      if (trace != null && Double.isFinite(exemplar.value() * factor)) {
        long time = exemplar.timeNanos() > 0 ? exemplar.timeNanos() : point.timeNanos();
        String attributes = MetricFold.canonical(exemplar.attributes());
        put(
            new Slot(series, Math.floorDiv(point.timeNanos(), HOUR_NANOS)),
            new Exemplar(
                exemplar.value() * factor,
                time,
                trace,
                exemplar.spanId(),
                attributes.length() > ATTRIBUTES_MAX ? "" : attributes));
      }
    }
  }

  private void put(Slot slot, Exemplar fresh) {
    List<Exemplar> present = slots.get(slot);
    if (present == null) {
      if (oldestFirst.size() == HOURS_OF_SERIES) {
        slots.remove(oldestFirst.removeFirst());
      }
      oldestFirst.add(slot);
      slots.put(slot, List.of(fresh));
    } else if (!present.contains(fresh)) {
      slots.put(slot, chosen(present, fresh));
    }
  }

  private static List<Exemplar> chosen(List<Exemplar> present, Exemplar fresh) {
    List<Exemplar> all = new ArrayList<>(present);
    all.add(fresh);
    if (all.size() > PER_HOUR) {
      Exemplar largest =
          all.stream().max(Comparator.comparingDouble(Exemplar::value)).orElse(fresh);
      all.stream()
          .filter(exemplar -> !exemplar.equals(largest))
          .max(Comparator.comparingLong(Exemplars::draw))
          .ifPresent(all::remove);
    }
    return List.copyOf(all);
  }

  /// A number that has nothing to do with the value.
  private static long draw(Exemplar exemplar) {
    SpanId span = exemplar.spanId();
    return Mix.of(
        exemplar.traceId().lo() ^ (span == null ? 0 : span.value()) ^ exemplar.timeNanos());
  }

  @Override
  public List<Exemplar> find(RollupKey.Metric series, TimeWindow window) {
    long from = nanos(window.from());
    long to = nanos(window.to());
    List<Exemplar> found = new ArrayList<>();
    slots.forEach((slot, exemplars) -> {
      if (slot.series().equals(series)) {
        exemplars.stream()
            .filter(e -> e.timeNanos() >= from && e.timeNanos() < to)
            .forEach(found::add);
      }
    });
    found.sort(Comparator.comparingLong(Exemplar::timeNanos));
    return found;
  }

  private static long nanos(Instant at) {
    return at.getEpochSecond() * 1_000_000_000L + at.getNano();
  }

  /// All of them, for [#restore].
  byte[] save() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(oldestFirst.size());
      for (Slot slot : oldestFirst) {
        List<String> fields = slot.series().fields();
        out.writeInt(fields.size());
        for (String field : fields) {
          text(field, out);
        }
        out.writeLong(slot.hour());
        List<Exemplar> exemplars = slots.getOrDefault(slot, List.of());
        out.writeInt(exemplars.size());
        for (Exemplar exemplar : exemplars) {
          write(exemplar, out);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(Exemplar exemplar, DataOutputStream out) throws IOException {
    SpanId span = exemplar.spanId();
    out.writeDouble(exemplar.value());
    out.writeLong(exemplar.timeNanos());
    out.writeLong(exemplar.traceId().hi());
    out.writeLong(exemplar.traceId().lo());
    // No span has the id 0.
    out.writeLong(span == null ? 0 : span.value());
    text(exemplar.attributes(), out);
  }

  /// Takes in what [#save] wrote.
  ///
  /// @throws UncheckedIOException when the bytes are anything else
  void restore(byte[] saved) {
    slots.clear();
    oldestFirst.clear();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(saved))) {
      for (int left = in.readInt(); left > 0; left--) {
        List<String> fields = new ArrayList<>();
        for (int more = in.readInt(); more > 0; more--) {
          fields.add(text(in));
        }
        Slot slot =
            new Slot((RollupKey.Metric) RollupKey.of(RollupKind.METRIC, fields), in.readLong());
        List<Exemplar> exemplars = new ArrayList<>();
        for (int more = in.readInt(); more > 0; more--) {
          exemplars.add(read(in));
        }
        oldestFirst.add(slot);
        slots.put(slot, List.copyOf(exemplars));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Exemplar read(DataInputStream in) throws IOException {
    double value = in.readDouble();
    long time = in.readLong();
    TraceId trace = new TraceId(in.readLong(), in.readLong());
    long span = in.readLong();
    return new Exemplar(value, time, trace, span == 0 ? null : new SpanId(span), text(in));
  }

  private static void text(String text, DataOutputStream out) throws IOException {
    byte[] utf8 = text.getBytes(UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), UTF_8);
  }
}
