package dev.headroom.otlp;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.metrics.v1.Summary;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// Makes random OTLP messages with the official classes; the same seed makes the same messages.
final class RandomOtlp {
  private static final long EPOCH_NANOS = 1_790_000_000_000_000_000L;
  private static final String[] TEXTS = {
    "",
    "a",
    "GET",
    "/cart/{id}",
    "orders",
    "SELECT * FROM orders WHERE id = 7",
    "größe ✓ 😀",
    "http://inventory:8080/stock/7?x=1",
    "inventory",
    "postgresql",
    "redis",
    "kafka",
    "8080",
    "publish",
    "true",
    "x".repeat(127),
    "y".repeat(128),
    "z".repeat(300)
  };

  private final Random random;
  private final boolean unknownFields;

  /// @param unknownFields whether to strew fields in that no version of OTLP knows
  RandomOtlp(long seed, boolean unknownFields) {
    random = new Random(seed);
    this.unknownFields = unknownFields;
  }

  ExportTraceServiceRequest traces() {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    for (int r = random.nextInt(4); r > 0; r--) {
      ResourceSpans.Builder resource = ResourceSpans.newBuilder().setSchemaUrl(text());
      if (often()) {
        resource.setResource(resource());
      }
      for (int s = random.nextInt(3); s > 0; s--) {
        ScopeSpans.Builder scope = ScopeSpans.newBuilder();
        if (often()) {
          scope.setScope(scope());
        }
        for (int i = random.nextInt(6); i > 0; i--) {
          scope.addSpans(span());
        }
        resource.addScopeSpans(scope.setUnknownFields(unknown()));
      }
      request.addResourceSpans(resource.setUnknownFields(unknown()));
    }
    return request.setUnknownFields(unknown()).build();
  }

  Span span() {
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(bytes(16))
            .setSpanId(bytes(8))
            .setName(text())
            .setKindValue(random.nextInt(8))
            .setStartTimeUnixNano(EPOCH_NANOS + random.nextInt(1_000_000_000))
            .setEndTimeUnixNano(EPOCH_NANOS + 500_000_000 + random.nextInt(1_000_000_000))
            .addAllAttributes(attributes(12))
            .setDroppedAttributesCount(random.nextInt(3))
            .setDroppedEventsCount(random.nextInt(3))
            .setDroppedLinksCount(random.nextInt(3));
    if (often()) {
      span.setParentSpanId(bytes(8));
    }
    if (often()) {
      span.setFlags(random.nextInt(1024));
    }
    if (random.nextInt(4) == 0) {
      span.setTraceState("a=b, ot=rv:1;th:" + Integer.toHexString(random.nextInt(256)) + ",c=d");
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      span.addEvents(
          Span.Event.newBuilder()
              .setTimeUnixNano(random.nextLong())
              .setName(text())
              .addAllAttributes(attributes(3))
              .setDroppedAttributesCount(random.nextInt(5))
              .setUnknownFields(unknown()));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      span.addLinks(
          Span.Link.newBuilder()
              .setTraceId(bytes(16))
              .setSpanId(bytes(8))
              .setTraceState(text())
              .addAllAttributes(attributes(3))
              .setDroppedAttributesCount(random.nextInt(3))
              .setFlags(random.nextInt())
              .setUnknownFields(unknown()));
    }
    if (often()) {
      span.setStatus(
          Status.newBuilder()
              .setMessage(text())
              .setCodeValue(random.nextInt(3))
              .setUnknownFields(unknown()));
    }
    return span.setUnknownFields(unknown()).build();
  }

  ExportMetricsServiceRequest metrics() {
    ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
    for (int r = random.nextInt(3); r > 0; r--) {
      ResourceMetrics.Builder resource = ResourceMetrics.newBuilder().setResource(resource());
      for (int s = random.nextInt(3); s > 0; s--) {
        ScopeMetrics.Builder scope = ScopeMetrics.newBuilder().setScope(scope());
        for (int i = random.nextInt(6); i > 0; i--) {
          scope.addMetrics(metric());
        }
        resource.addScopeMetrics(scope.setUnknownFields(unknown()));
      }
      request.addResourceMetrics(resource.setUnknownFields(unknown()));
    }
    return request.setUnknownFields(unknown()).build();
  }

  private Metric metric() {
    Metric.Builder metric =
        Metric.newBuilder()
            .setName("metric." + random.nextInt(100))
            .setDescription(text())
            .setUnit(text())
            .setUnknownFields(unknown());
    AggregationTemporality temporality = AggregationTemporality.forNumber(random.nextInt(3));
    int points = 1 + random.nextInt(3);
    switch (random.nextInt(5)) {
      case 0 -> {
        Gauge.Builder gauge = Gauge.newBuilder();
        for (int i = 0; i < points; i++) {
          gauge.addDataPoints(number());
        }
        metric.setGauge(gauge);
      }
      case 1 -> {
        Sum.Builder sum =
            Sum.newBuilder()
                .setAggregationTemporality(temporality)
                .setIsMonotonic(random.nextBoolean());
        for (int i = 0; i < points; i++) {
          sum.addDataPoints(number());
        }
        metric.setSum(sum);
      }
      case 2 -> {
        Histogram.Builder histogram = Histogram.newBuilder().setAggregationTemporality(temporality);
        for (int i = 0; i < points; i++) {
          histogram.addDataPoints(histogram());
        }
        metric.setHistogram(histogram);
      }
      case 3 -> {
        ExponentialHistogram.Builder histogram =
            ExponentialHistogram.newBuilder().setAggregationTemporality(temporality);
        for (int i = 0; i < points; i++) {
          histogram.addDataPoints(exponential());
        }
        metric.setExponentialHistogram(histogram);
      }
      default -> {
        Summary.Builder summary = Summary.newBuilder();
        for (int i = 0; i < points; i++) {
          summary.addDataPoints(
              SummaryDataPoint.newBuilder()
                  .setStartTimeUnixNano(EPOCH_NANOS)
                  .setTimeUnixNano(EPOCH_NANOS + random.nextInt(1000))
                  .setCount(random.nextInt(100))
                  .setSum(random.nextDouble())
                  .addQuantileValues(
                      SummaryDataPoint.ValueAtQuantile.newBuilder()
                          .setQuantile(random.nextDouble())
                          .setValue(random.nextDouble()))
                  .setFlags(random.nextInt(2))
                  .addAllAttributes(attributes(4)));
        }
        metric.setSummary(summary);
      }
    }
    return metric.build();
  }

  private NumberDataPoint number() {
    NumberDataPoint.Builder point =
        NumberDataPoint.newBuilder()
            .setStartTimeUnixNano(EPOCH_NANOS)
            .setTimeUnixNano(EPOCH_NANOS + random.nextInt(1000))
            .addAllAttributes(attributes(4))
            .setUnknownFields(unknown());
    switch (random.nextInt(3)) {
      case 0 -> point.setAsDouble(random.nextGaussian());
      case 1 -> point.setAsInt(random.nextInt());
      default -> point.setFlags(1);
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      point.addExemplars(exemplar());
    }
    return point.build();
  }

  private Exemplar exemplar() {
    Exemplar.Builder exemplar =
        Exemplar.newBuilder()
            .setTimeUnixNano(random.nextLong())
            .addAllFilteredAttributes(attributes(2));
    if (often()) {
      exemplar.setTraceId(bytes(16)).setSpanId(bytes(8));
    }
    return (often()
            ? exemplar.setAsDouble(random.nextDouble())
            : exemplar.setAsInt(random.nextInt()))
        .build();
  }

  private HistogramDataPoint histogram() {
    HistogramDataPoint.Builder point =
        HistogramDataPoint.newBuilder()
            .setStartTimeUnixNano(EPOCH_NANOS)
            .setTimeUnixNano(EPOCH_NANOS + random.nextInt(1000))
            .setCount(random.nextInt(1000))
            .addAllAttributes(attributes(4))
            .setFlags(random.nextInt(2));
    if (often()) {
      point.setSum(random.nextDouble()).setMin(random.nextDouble()).setMax(random.nextDouble());
    }
    int bounds = random.nextInt(15);
    for (int i = 0; i < bounds; i++) {
      point.addExplicitBounds(i + random.nextDouble());
    }
    for (int i = 0; i <= bounds && (bounds > 0 || often()); i++) {
      point.addBucketCounts(random.nextInt(1000));
    }
    if (often()) {
      point.addExemplars(exemplar());
    }
    return point.build();
  }

  private ExponentialHistogramDataPoint exponential() {
    ExponentialHistogramDataPoint.Builder point =
        ExponentialHistogramDataPoint.newBuilder()
            .setStartTimeUnixNano(EPOCH_NANOS)
            .setTimeUnixNano(EPOCH_NANOS + random.nextInt(1000))
            .setCount(random.nextInt(1000))
            .setScale(random.nextInt(31) - 10)
            .setZeroCount(random.nextInt(10))
            .setZeroThreshold(random.nextDouble())
            .setPositive(buckets())
            .addAllAttributes(attributes(4))
            .setFlags(random.nextInt(2));
    if (often()) {
      point.setNegative(buckets());
      point.setSum(random.nextDouble()).setMin(random.nextDouble()).setMax(random.nextDouble());
    }
    return point.build();
  }

  private ExponentialHistogramDataPoint.Buckets buckets() {
    ExponentialHistogramDataPoint.Buckets.Builder buckets =
        ExponentialHistogramDataPoint.Buckets.newBuilder().setOffset(random.nextInt(2000) - 1000);
    for (int i = random.nextInt(160); i > 0; i--) {
      buckets.addBucketCounts(random.nextInt(1 << random.nextInt(30)));
    }
    return buckets.build();
  }

  ExportLogsServiceRequest logs() {
    ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
    for (int r = random.nextInt(3); r > 0; r--) {
      ResourceLogs.Builder resource = ResourceLogs.newBuilder().setResource(resource());
      for (int s = random.nextInt(3); s > 0; s--) {
        ScopeLogs.Builder scope = ScopeLogs.newBuilder().setScope(scope());
        for (int i = random.nextInt(6); i > 0; i--) {
          scope.addLogRecords(log());
        }
        resource.addScopeLogs(scope.setUnknownFields(unknown()));
      }
      request.addResourceLogs(resource.setUnknownFields(unknown()));
    }
    return request.setUnknownFields(unknown()).build();
  }

  private LogRecord log() {
    LogRecord.Builder log =
        LogRecord.newBuilder()
            .setObservedTimeUnixNano(EPOCH_NANOS + random.nextInt(1000))
            .setSeverityNumber(SeverityNumber.forNumber(random.nextInt(25)))
            .setSeverityText(text())
            .setEventName(text())
            .setBody(value(3))
            .addAllAttributes(attributes(5))
            .setDroppedAttributesCount(random.nextInt(4))
            .setFlags(random.nextInt(2))
            .setUnknownFields(unknown());
    if (often()) {
      log.setTimeUnixNano(EPOCH_NANOS + random.nextInt(1000));
    }
    if (often()) {
      log.setTraceId(bytes(16)).setSpanId(bytes(8));
    }
    return log.build();
  }

  Resource resource() {
    return Resource.newBuilder()
        .addAllAttributes(attributes(5))
        .addAttributes(keyValue("service.name", "service-" + random.nextInt(5)))
        .setDroppedAttributesCount(random.nextInt(2))
        .setUnknownFields(unknown())
        .build();
  }

  InstrumentationScope scope() {
    return InstrumentationScope.newBuilder()
        .setName(text())
        .setVersion(text())
        .addAllAttributes(attributes(2))
        .setUnknownFields(unknown())
        .build();
  }

  /// Attributes with distinct keys, many of them keys that mean something.
  List<KeyValue> attributes(int most) {
    List<KeyValue> attributes = new ArrayList<>();
    Set<String> used = new HashSet<>();
    AttributeKey[] known = AttributeKey.values();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      String key =
          switch (random.nextInt(8)) {
            case 0 -> "key" + random.nextInt(1000);
            case 1 -> List.of("headroom.tenant", "headroom.segment").get(random.nextInt(2));
            default -> known[random.nextInt(known.length)].attribute();
          };
      if (used.add(key)) {
        attributes.add(KeyValue.newBuilder().setKey(key).setValue(value(2)).build());
      }
    }
    return attributes;
  }

  static KeyValue keyValue(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  AnyValue value(int depth) {
    AnyValue.Builder value = AnyValue.newBuilder();
    return switch (random.nextInt(depth > 0 ? 12 : 10)) {
      case 0 -> value.setBoolValue(random.nextBoolean()).build();
      case 1 -> value.setIntValue(random.nextInt(600)).build();
      case 2 -> value.setIntValue(random.nextLong()).build();
      case 3 -> value.setDoubleValue(random.nextGaussian()).build();
      case 4 -> value.setBytesValue(bytes(random.nextInt(20))).build();
      case 5 -> value.build();
      case 10 -> {
        ArrayValue.Builder array = ArrayValue.newBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
          array.addValues(value(depth - 1));
        }
        yield value.setArrayValue(array).build();
      }
      case 11 -> {
        KeyValueList.Builder list = KeyValueList.newBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.addValues(KeyValue.newBuilder().setKey("k" + i).setValue(value(depth - 1)));
        }
        yield value.setKvlistValue(list).build();
      }
      default -> value.setStringValue(text()).build();
    };
  }

  private String text() {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  private ByteString bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  private boolean often() {
    return random.nextInt(3) > 0;
  }

  private UnknownFieldSet unknown() {
    if (!unknownFields || often()) {
      return UnknownFieldSet.getDefaultInstance();
    }
    UnknownFieldSet inner =
        UnknownFieldSet.newBuilder()
            .addField(1, UnknownFieldSet.Field.newBuilder().addVarint(random.nextLong()).build())
            .build();
    return UnknownFieldSet.newBuilder()
        .addField(1000, UnknownFieldSet.Field.newBuilder().addVarint(random.nextLong()).build())
        .addField(1001, UnknownFieldSet.Field.newBuilder().addFixed32(random.nextInt()).build())
        .addField(1002, UnknownFieldSet.Field.newBuilder().addFixed64(random.nextLong()).build())
        .addField(1003, UnknownFieldSet.Field.newBuilder().addLengthDelimited(bytes(9)).build())
        .addField(
            1004,
            UnknownFieldSet.Field.newBuilder()
                .addGroup(
                    UnknownFieldSet.newBuilder()
                        .addField(5, UnknownFieldSet.Field.newBuilder().addGroup(inner).build())
                        .build())
                .build())
        .build();
  }
}
