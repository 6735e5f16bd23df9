package dev.headroom.otlp;

import dev.headroom.signal.Attributes;
import dev.headroom.signal.MetricPoint;
import dev.headroom.signal.MetricPoint.Temporality;
import dev.headroom.signal.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Reads `ExportMetricsServiceRequest`, which is `MetricsData`. Without state and thread-safe.
public final class MetricDecoder {
  private static final int NAME = 1 << 3 | ProtoReader.BYTES;
  private static final int DESCRIPTION = 2 << 3 | ProtoReader.BYTES;
  private static final int UNIT = 3 << 3 | ProtoReader.BYTES;
  private static final int GAUGE = 5 << 3 | ProtoReader.BYTES;
  private static final int SUM = 7 << 3 | ProtoReader.BYTES;
  private static final int HISTOGRAM = 9 << 3 | ProtoReader.BYTES;
  private static final int EXPONENTIAL = 10 << 3 | ProtoReader.BYTES;
  private static final int SUMMARY = 11 << 3 | ProtoReader.BYTES;

  private static final int POINTS = 1 << 3 | ProtoReader.BYTES;
  private static final int TEMPORALITY = 2 << 3 | ProtoReader.VARINT;
  private static final int MONOTONIC = 3 << 3 | ProtoReader.VARINT;

  private static final Temporality[] TEMPORALITIES = Temporality.values();

  private MetricDecoder() {}

  /// All valid points, in the order they were sent.
  ///
  /// @throws dev.headroom.base.HeadroomException with `INVALID` when the bytes are no such message
  public static List<MetricPoint> decode(byte[] request) {
    List<MetricPoint> points = new ArrayList<>();
    decode(request, points::add);
    return points;
  }

  /// Hands on every valid point. When the bytes turn out malformed, points before the damage have
  /// been handed on already.
  ///
  /// Rejected are points without a value (unless they say that there is none), with an impossible
  /// time, with buckets that do not fit their bounds or are more than 16,384, and all points of a
  /// metric without a name.
  ///
  /// @throws dev.headroom.base.HeadroomException with `INVALID` when the bytes are no such message
  public static Tally decode(byte[] request, Consumer<MetricPoint> sink) {
    Tally.Counter counter = new Tally.Counter();
    Groups.each(
        request,
        Groups.METRICS,
        (in, resource, scope) -> {
          in.enter("Metric");
          metric(in, resource, scope, counter, sink);
          in.leave();
        });
    return counter.tally();
  }

  /// Name and unit may stand behind the data, so that the data is read in a second pass.
  private static void metric(
      ProtoReader in,
      Attributes resource,
      Scope scope,
      Tally.Counter counter,
      Consumer<MetricPoint> sink) {
    int start = in.position();
    String name = "";
    String description = "";
    String unit = "";
    while (in.more()) {
      switch (in.tag()) {
        case NAME -> name = in.text();
        case DESCRIPTION -> description = in.text();
        case UNIT -> unit = in.text();
        default -> in.skip();
      }
    }
    PointReader points = new PointReader(name, description, unit, resource, scope, counter, sink);
    in.seek(start);
    while (in.more()) {
      switch (in.tag()) {
        case GAUGE -> data(in, "Gauge", PointReader.Type.GAUGE, points);
        case SUM -> data(in, "Sum", PointReader.Type.SUM, points);
        case HISTOGRAM -> data(in, "Histogram", PointReader.Type.HISTOGRAM, points);
        case EXPONENTIAL -> data(in, "ExponentialHistogram", PointReader.Type.EXPONENTIAL, points);
        case SUMMARY -> data(in, "Summary", PointReader.Type.SUMMARY, points);
        default -> in.skip();
      }
    }
  }

  private static void data(
      ProtoReader in, String message, PointReader.Type type, PointReader points) {
    in.enter(message);
    int start = in.position();
    int temporality = 0;
    boolean monotonic = false;
    while (in.more()) {
      switch (in.tag()) {
        case TEMPORALITY -> temporality = (int) in.varint();
        case MONOTONIC -> monotonic = in.varint() != 0;
        default -> in.skip();
      }
    }
    points.of(
        type,
        temporality >= 0 && temporality < TEMPORALITIES.length
            ? TEMPORALITIES[temporality]
            : Temporality.UNSPECIFIED,
        monotonic);
    in.seek(start);
    while (in.more()) {
      if (in.tag() == POINTS) {
        in.enter("DataPoint");
        points.read(in);
        in.leave();
      } else {
        in.skip();
      }
    }
    in.leave();
  }
}
