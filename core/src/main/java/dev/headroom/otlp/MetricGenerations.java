package dev.headroom.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headroom.otlp.MetricConventions.Normalized;
import dev.headroom.signal.MetricPoint;
import dev.headroom.signal.ResourceIdentity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Lets senders that emit metrics of both generations (`OTEL_SEMCONV_STABILITY_OPT_IN=…/dup`) count
/// once, also when the two halves come in different requests: while an instance is known to emit a
/// metric under its current name, what the same scope of it sends under the older name is left out.
///
/// That knowledge counts for [#KNOWN_FOR_NANOS] of the points' own time to both sides, so that it
/// depends on nothing but the points and their order. At most [#CAPACITY] emitters are known; the
/// least recently seen is forgotten first. Not thread-safe.
public final class MetricGenerations {
  /// Fifteen minutes: readers export every minute or so, and a sender that went back to the older
  /// names is counted again soon.
  static final long KNOWN_FOR_NANOS = 900_000_000_000L;

  static final int CAPACITY = 16_384;

  private final LinkedHashMap<Emitter, Long> lastSeenNanos = new LinkedHashMap<>(256, 0.75f, true);

  /// @param metric under its current name
  private record Emitter(String service, String instance, String scope, String metric) {

    static Emitter of(MetricPoint point, String metric) {
      ResourceIdentity sender = ResourceIdentity.of(point.resource());
      return new Emitter(sender.service().value(), sender.instance(), point.scope().name(), metric);
    }
  }

  /// The points of one request under their current names, without those that are told a second
  /// time.
  public List<Normalized> normalize(List<MetricPoint> points) {
    points.forEach(this::note);
    List<Normalized> normalized = new ArrayList<>(points.size());
    for (MetricPoint point : points) {
      if (!superfluous(point)) {
        normalized.add(MetricConventions.normalize(point));
      }
    }
    return normalized;
  }

  private void note(MetricPoint point) {
    if (!MetricRename.isSuccessor(point.metric())) {
      return;
    }
    lastSeenNanos.merge(Emitter.of(point, point.metric()), point.timeNanos(), Math::max);
    if (lastSeenNanos.size() > CAPACITY) {
      lastSeenNanos.pollFirstEntry();
    }
  }

  private boolean superfluous(MetricPoint point) {
    MetricRename rename = MetricRename.of(point.metric());
    if (rename == null || lastSeenNanos.isEmpty()) {
      return false;
    }
    Long seen = lastSeenNanos.get(Emitter.of(point, rename.name()));
    return seen != null && Math.abs(point.timeNanos() - seen) <= KNOWN_FOR_NANOS;
  }

  /// What is known, for [#restore].
  public byte[] save() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(lastSeenNanos.size());
      for (Map.Entry<Emitter, Long> known : lastSeenNanos.entrySet()) {
        Emitter emitter = known.getKey();
        for (String part :
            List.of(emitter.service, emitter.instance, emitter.scope, emitter.metric)) {
          byte[] text = part.getBytes(UTF_8);
          out.writeInt(text.length);
          out.write(text);
        }
        out.writeLong(known.getValue());
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
    lastSeenNanos.clear();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(saved))) {
      for (int left = in.readInt(); left > 0; left--) {
        Emitter emitter = new Emitter(text(in), text(in), text(in), text(in));
        lastSeenNanos.put(emitter, in.readLong());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), UTF_8);
  }
}
