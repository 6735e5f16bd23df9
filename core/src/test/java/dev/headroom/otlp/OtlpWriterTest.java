package dev.headroom.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.signal.LogRecord;
import dev.headroom.signal.MetricPoint;
import dev.headroom.signal.Span;
import dev.headroom.signal.SpanBatch;
import dev.headroom.signal.SpanTables;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is written is what is read.
final class OtlpWriterTest {

  @Test
  void spansSurviveWriting() throws Exception {
    for (int seed = 0; seed < 300; seed++) {
      List<Span> spans = TraceDecoder.decode(new RandomOtlp(seed, false).traces().toByteArray());
      byte[] written = OtlpWriter.traces(spans);
      assertThat(TraceDecoder.decode(written))
          .as("seed %s", seed)
          .containsExactlyInAnyOrderElementsOf(spans);
      assertThat(SpanOracleTest.expected(ExportTraceServiceRequest.parseFrom(written)))
          .as("seed %s", seed)
          .containsExactlyInAnyOrderElementsOf(spans);
    }
  }

  @Test
  void pointsSurviveWriting() {
    for (int seed = 0; seed < 300; seed++) {
      List<MetricPoint> points =
          MetricDecoder.decode(new RandomOtlp(seed, false).metrics().toByteArray());
      assertThat(MetricDecoder.decode(OtlpWriter.metrics(points)))
          .as("seed %s", seed)
          .containsExactlyInAnyOrderElementsOf(points);
    }
  }

  @Test
  void recordsSurviveWriting() {
    for (int seed = 0; seed < 300; seed++) {
      List<LogRecord> records = LogDecoder.decode(new RandomOtlp(seed, false).logs().toByteArray());
      assertThat(LogDecoder.decode(OtlpWriter.logs(records)))
          .as("seed %s", seed)
          .containsExactlyInAnyOrderElementsOf(records);
    }
  }

  @Test
  void slicesMakeTheSameSpansAgain() {
    SpanDecoder decoder = new SpanDecoder(SpanTables.create(), SegmentKeys.DEFAULT, 1);
    for (int seed = 0; seed < 200; seed++) {
      byte[] request = new RandomOtlp(seed, true).traces().toByteArray();
      SpanBatch batch = decoder.decode(request).batch();
      TraceSlices slices = new TraceSlices();
      for (int i = 0; i < batch.size(); i++) {
        slices.add(
            request,
            batch.resourceOffset(i),
            batch.resourceLength(i),
            batch.scopeOffset(i),
            batch.scopeLength(i),
            batch.offset(i),
            batch.length(i));
      }
      assertThat(TraceDecoder.decode(slices.build()))
          .as("seed %s", seed)
          .containsExactlyInAnyOrderElementsOf(TraceDecoder.decode(request));
    }
  }
}
