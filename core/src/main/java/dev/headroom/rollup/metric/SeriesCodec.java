package dev.headroom.rollup.metric;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKind;
import dev.headroom.signal.MetricPoint.Data;
import dev.headroom.signal.MetricPoint.Temporality;
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
import org.jspecify.annotations.Nullable;

/// Saves and restores the states of all series. Cumulative values only: nothing else matters after
/// a restart.
final class SeriesCodec {
  private static final int FORMAT = 2;
  private static final int WITHOUT_FACTOR = 1;
  private static final int NOTHING = 0;
  private static final int SUM = 1;
  private static final int HISTOGRAM = 2;
  private static final int EXPONENTIAL = 3;
  private static final int SUMMARY = 4;

  private SeriesCodec() {}

  static byte[] save(Map<RollupKey.Metric, SeriesState> series) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(FORMAT);
      out.writeInt(series.size());
      for (Map.Entry<RollupKey.Metric, SeriesState> entry : series.entrySet()) {
        List<String> fields = entry.getKey().fields();
        out.writeInt(fields.size());
        for (String field : fields) {
          text(field, out);
        }
        state(entry.getValue(), out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void state(SeriesState state, DataOutputStream out) throws IOException {
    out.writeLong(state.startNanos());
    out.writeLong(state.timeNanos());
    out.writeDouble(state.level());
    out.writeDouble(state.factor());
    for (long time : state.times()) {
      out.writeLong(time);
    }
    data(state.last(), out);
  }

  private static void data(@Nullable Data data, DataOutputStream out) throws IOException {
    switch (data) {
      case null -> out.writeByte(NOTHING);
      case Data.Gauge _ -> out.writeByte(NOTHING);
      case Data.Sum sum -> {
        out.writeByte(SUM);
        out.writeDouble(sum.value());
      }
      case Data.Histogram h -> {
        out.writeByte(HISTOGRAM);
        out.writeLong(h.count());
        out.writeDouble(h.sum());
        out.writeInt(h.bounds().size());
        for (double bound : h.bounds()) {
          out.writeDouble(bound);
        }
        longs(h.counts(), out);
      }
      case Data.ExponentialHistogram h -> {
        out.writeByte(EXPONENTIAL);
        out.writeLong(h.count());
        out.writeDouble(h.sum());
        out.writeInt(h.scale());
        out.writeLong(h.zeroCount());
        out.writeDouble(h.zeroThreshold());
        out.writeInt(h.positiveOffset());
        longs(h.positive(), out);
        out.writeInt(h.negativeOffset());
        longs(h.negative(), out);
      }
      case Data.Summary s -> {
        out.writeByte(SUMMARY);
        out.writeLong(s.count());
        out.writeDouble(s.sum());
      }
    }
  }

  static Map<RollupKey.Metric, SeriesState> restore(byte[] saved) {
    Map<RollupKey.Metric, SeriesState> series = new LinkedHashMap<>();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(saved))) {
      int format = in.readInt();
      if (format != FORMAT && format != WITHOUT_FACTOR) {
        throw new IOException("series state has an unknown format");
      }
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        int parts = in.readInt();
        List<String> fields = new ArrayList<>();
        for (int k = 0; k < parts; k++) {
          fields.add(text(in));
        }
        series.put((RollupKey.Metric) RollupKey.of(RollupKind.METRIC, fields), state(in, format));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return series;
  }

  private static SeriesState state(DataInputStream in, int format) throws IOException {
    SeriesState state = new SeriesState();
    long start = in.readLong();
    long time = in.readLong();
    state.setLevel(in.readDouble());
    double factor = format == WITHOUT_FACTOR ? Double.NaN : in.readDouble();
    long[] times = new long[SeriesState.REMEMBERED];
    for (int i = 0; i < times.length; i++) {
      times[i] = in.readLong();
    }
    state.setTimes(times);
    Data last = data(in);
    if (last != null) {
      state.remember(start, time, factor, last);
    }
    return state;
  }

  private static @Nullable Data data(DataInputStream in) throws IOException {
    int form = in.readByte();
    return switch (form) {
      case NOTHING -> null;
      case SUM -> new Data.Sum(in.readDouble(), true, Temporality.CUMULATIVE);
      case HISTOGRAM -> {
        long count = in.readLong();
        double sum = in.readDouble();
        List<Double> bounds = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
          bounds.add(in.readDouble());
        }
        yield new Data.Histogram(
            count, sum, Double.NaN, Double.NaN, bounds, longs(in), Temporality.CUMULATIVE);
      }
      case EXPONENTIAL ->
          new Data.ExponentialHistogram(
              in.readLong(),
              in.readDouble(),
              Double.NaN,
              Double.NaN,
              in.readInt(),
              in.readLong(),
              in.readDouble(),
              in.readInt(),
              longs(in),
              in.readInt(),
              longs(in),
              Temporality.CUMULATIVE);
      case SUMMARY -> new Data.Summary(in.readLong(), in.readDouble(), List.of());
      default -> throw new IOException("series state has an unknown form " + form);
    };
  }

  private static void text(String text, DataOutputStream out) throws IOException {
    byte[] utf8 = text.getBytes(UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), UTF_8);
  }

  private static void longs(List<Long> values, DataOutputStream out) throws IOException {
    out.writeInt(values.size());
    for (long value : values) {
      out.writeLong(value);
    }
  }

  private static List<Long> longs(DataInputStream in) throws IOException {
    List<Long> values = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      values.add(in.readLong());
    }
    return values;
  }
}
