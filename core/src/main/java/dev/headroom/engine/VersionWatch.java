package dev.headroom.engine;

import dev.headroom.base.HeadroomException;
import dev.headroom.base.ServiceName;
import dev.headroom.signal.ChangeEvent;
import dev.headroom.signal.InternTable;
import dev.headroom.signal.SpanBatch;
import dev.headroom.signal.SpanShape;
import dev.headroom.store.ChangeLog;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Notices the first traffic of each version of a service and tells the change log.
///
/// [#see] is called by the journal's reader, [#tell] by the engine's clock thread. Telling twice
/// does no harm: the id follows from service, version and environment. About a nanosecond a span.
final class VersionWatch {
  private final InternTable<SpanShape> shapes;
  private final ChangeLog changes;
  private final BitSet seen = new BitSet();
  private final Set<Release> known = new HashSet<>();
  private final Map<Release, Long> untold = new ConcurrentHashMap<>();

  private record Release(ServiceName service, String version, String environment) {

    ChangeEvent firstSeen(long nanos) {
      return new ChangeEvent(
          "first-seen:" + service + ":" + version + ":" + environment,
          Instant.ofEpochSecond(nanos / 1_000_000_000L, nanos % 1_000_000_000L),
          service,
          version,
          environment,
          ChangeEvent.Kind.FIRST_SEEN,
          "First traffic of version " + version,
          "",
          "telemetry");
    }
  }

  VersionWatch(InternTable<SpanShape> shapes, ChangeLog changes) {
    this.shapes = shapes;
    this.changes = changes;
  }

  /// Looks at a batch.
  void see(SpanBatch batch) {
    for (int i = 0; i < batch.size(); i++) {
      int number = batch.shape(i);
      if (!seen.get(number)) {
        seen.set(number);
        note(shapes.value(number), batch.startNanos(i));
      }
    }
  }

  private void note(SpanShape shape, long startNanos) {
    Release release = new Release(shape.service(), shape.version(), shape.environment());
    if (!shape.version().isEmpty() && known.add(release)) {
      untold.put(release, startNanos);
    }
  }

  /// Tells the change log what was noticed since the last call; what it cannot take now is told the
  /// next time.
  void tell() {
    Iterator<Map.Entry<Release, Long>> entries = untold.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<Release, Long> entry = entries.next();
      try {
        changes.record(entry.getKey().firstSeen(entry.getValue()));
      } catch (HeadroomException _) {
        // A full disk, above all; the commits of the same disk tell about it.
        return;
      }
      entries.remove();
    }
  }
}
