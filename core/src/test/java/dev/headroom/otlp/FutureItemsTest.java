package dev.headroom.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.signal.LogRecord;
import dev.headroom.signal.MetricPoint;
import dev.headroom.signal.SignalType;
import dev.headroom.signal.Span;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/// What lies too far ahead is taken out, and nothing else changes.
final class FutureItemsTest {
  private static <T> void check(
      SignalType signal,
      Function<RandomOtlp, byte[]> requests,
      Function<byte[], List<T>> decode,
      ToLongFunction<T> time) {
    int removed = 0;
    for (int seed = 0; seed < 300; seed++) {
      byte[] request = requests.apply(new RandomOtlp(seed, true));
      List<T> all = decode.apply(request);
      if (all.isEmpty()) {
        continue;
      }
      long latest = time.applyAsLong(all.get(new Random(seed).nextInt(all.size())));
      List<T> kept = all.stream().filter(item -> time.applyAsLong(item) <= latest).toList();
      FutureItems.Rest rest = FutureItems.remove(signal, request, latest);
      assertThat(decode.apply(rest.request())).as("seed %s", seed).isEqualTo(kept);
      assertThat(rest.removed())
          .as("seed %s", seed)
          .isGreaterThanOrEqualTo(all.size() - kept.size());
      removed += rest.removed();
      assertThat(FutureItems.remove(signal, rest.request(), latest).removed()).isZero();
    }
    assertThat(removed).isPositive();
  }

  @Test
  void spans() {
    check(
        SignalType.TRACES,
        random -> random.traces().toByteArray(),
        TraceDecoder::decode,
        Span::endNanos);
  }

  @Test
  void points() {
    check(
        SignalType.METRICS,
        random -> random.metrics().toByteArray(),
        MetricDecoder::decode,
        MetricPoint::timeNanos);
  }

  @Test
  void records() {
    check(
        SignalType.LOGS,
        random -> random.logs().toByteArray(),
        LogDecoder::decode,
        LogRecord::timeNanos);
  }
}
