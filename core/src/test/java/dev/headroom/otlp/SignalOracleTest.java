package dev.headroom.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.signal.Attributes;
import dev.headroom.signal.LogRecord;
import dev.headroom.signal.MetricPoint;
import dev.headroom.signal.MetricPoint.Data;
import dev.headroom.signal.MetricPoint.Temporality;
import dev.headroom.signal.Scope;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Metric points and log records as the official classes read them are what we read.
final class SignalOracleTest {

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void logsEqualTheOracle(boolean unknownFields) {
    for (int seed = 0; seed < 300; seed++) {
      ExportLogsServiceRequest request = new RandomOtlp(seed, unknownFields).logs();
      assertThat(LogDecoder.decode(request.toByteArray()))
          .as("seed %s", seed)
          .isEqualTo(expected(request));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void metricsEqualTheOracle(boolean unknownFields) {
    for (int seed = 0; seed < 300; seed++) {
      ExportMetricsServiceRequest request = new RandomOtlp(seed, unknownFields).metrics();
      assertThat(MetricDecoder.decode(request.toByteArray()))
          .as("seed %s", seed)
          .isEqualTo(expected(request));
    }
  }

  private static List<LogRecord> expected(ExportLogsServiceRequest request) {
    List<LogRecord> records = new ArrayList<>();
    request
        .getResourceLogsList()
        .forEach(resource ->
            resource
                .getScopeLogsList()
                .forEach(scope ->
                    scope
                        .getLogRecordsList()
                        .forEach(log ->
                            records.add(
                                log(
                                    log,
                                    attributes(resource.getResource().getAttributesList()),
                                    SpanOracleTest.scope(scope.getScope()))))));
    return records;
  }

  private static LogRecord log(
      io.opentelemetry.proto.logs.v1.LogRecord log, Attributes resource, Scope scope) {
    return new LogRecord(
        log.getTimeUnixNano() == 0 ? log.getObservedTimeUnixNano() : log.getTimeUnixNano(),
        log.getObservedTimeUnixNano(),
        log.getSeverityNumberValue(),
        log.getSeverityText(),
        log.getEventName(),
        SpanOracleTest.value(log.getBody()),
        attributes(log.getAttributesList()),
        log.getDroppedAttributesCount(),
        log.getTraceId().isEmpty() ? null : SpanOracleTest.traceId(log.getTraceId()),
        log.getSpanId().isEmpty() ? null : SpanOracleTest.spanId(log.getSpanId()),
        resource,
        scope);
  }

  private static List<MetricPoint> expected(ExportMetricsServiceRequest request) {
    List<MetricPoint> points = new ArrayList<>();
    request
        .getResourceMetricsList()
        .forEach(resource ->
            resource
                .getScopeMetricsList()
                .forEach(scope ->
                    scope
                        .getMetricsList()
                        .forEach(metric ->
                            new Expected(
                                    metric,
                                    attributes(resource.getResource().getAttributesList()),
                                    SpanOracleTest.scope(scope.getScope()),
                                    points)
                                .add())));
    return points;
  }

  private static Attributes attributes(List<KeyValue> attributes) {
    return SpanOracleTest.attributes(attributes);
  }

  private record Expected(
      Metric metric, Attributes resource, Scope scope, List<MetricPoint> points) {

    void add() {
      switch (metric.getDataCase()) {
        case GAUGE ->
            metric.getGauge().getDataPointsList().forEach(p -> add(p, new Data.Gauge(number(p))));
        case SUM ->
            metric
                .getSum()
                .getDataPointsList()
                .forEach(p ->
                    add(
                        p,
                        new Data.Sum(
                            number(p),
                            metric.getSum().getIsMonotonic(),
                            temporality(metric.getSum().getAggregationTemporalityValue()))));
        case HISTOGRAM -> metric.getHistogram().getDataPointsList().forEach(this::add);
        case EXPONENTIAL_HISTOGRAM ->
            metric.getExponentialHistogram().getDataPointsList().forEach(this::add);
        case SUMMARY -> metric.getSummary().getDataPointsList().forEach(this::add);
        case DATA_NOT_SET -> {}
      }
    }

    private void add(NumberDataPoint p, Data data) {
      add(
          p.getStartTimeUnixNano(),
          p.getTimeUnixNano(),
          p.getFlags(),
          data,
          p.getAttributesList(),
          p.getExemplarsList());
    }

    private void add(HistogramDataPoint p) {
      Data data =
          new Data.Histogram(
              p.getCount(),
              p.hasSum() ? p.getSum() : Double.NaN,
              p.hasMin() ? p.getMin() : Double.NaN,
              p.hasMax() ? p.getMax() : Double.NaN,
              p.getExplicitBoundsList(),
              p.getBucketCountsList(),
              temporality(metric.getHistogram().getAggregationTemporalityValue()));
      add(
          p.getStartTimeUnixNano(),
          p.getTimeUnixNano(),
          p.getFlags(),
          data,
          p.getAttributesList(),
          p.getExemplarsList());
    }

    private void add(ExponentialHistogramDataPoint p) {
      Data data =
          new Data.ExponentialHistogram(
              p.getCount(),
              p.hasSum() ? p.getSum() : Double.NaN,
              p.hasMin() ? p.getMin() : Double.NaN,
              p.hasMax() ? p.getMax() : Double.NaN,
              p.getScale(),
              p.getZeroCount(),
              p.getZeroThreshold(),
              p.getPositive().getOffset(),
              p.getPositive().getBucketCountsList(),
              p.getNegative().getOffset(),
              p.getNegative().getBucketCountsList(),
              temporality(metric.getExponentialHistogram().getAggregationTemporalityValue()));
      add(
          p.getStartTimeUnixNano(),
          p.getTimeUnixNano(),
          p.getFlags(),
          data,
          p.getAttributesList(),
          p.getExemplarsList());
    }

    private void add(SummaryDataPoint p) {
      Data data =
          new Data.Summary(
              p.getCount(),
              p.getSum(),
              p.getQuantileValuesList().stream()
                  .map(q -> new MetricPoint.Quantile(q.getQuantile(), q.getValue()))
                  .toList());
      add(
          p.getStartTimeUnixNano(),
          p.getTimeUnixNano(),
          p.getFlags(),
          data,
          p.getAttributesList(),
          List.of());
    }

    private void add(
        long start,
        long time,
        int flags,
        Data data,
        List<KeyValue> attributes,
        List<Exemplar> exemplars) {
      points.add(
          new MetricPoint(
              metric.getName(),
              metric.getDescription(),
              metric.getUnit(),
              start,
              time,
              (flags & 1) != 0,
              data,
              SpanOracleTest.attributes(attributes),
              exemplars.stream().map(Expected::exemplar).toList(),
              resource,
              scope));
    }

    private static MetricPoint.Exemplar exemplar(Exemplar e) {
      return new MetricPoint.Exemplar(
          e.hasAsInt() ? e.getAsInt() : e.getAsDouble(),
          e.getTimeUnixNano(),
          e.getTraceId().isEmpty() ? null : SpanOracleTest.traceId(e.getTraceId()),
          e.getSpanId().isEmpty() ? null : SpanOracleTest.spanId(e.getSpanId()),
          SpanOracleTest.attributes(e.getFilteredAttributesList()));
    }

    private static double number(NumberDataPoint p) {
      return p.hasAsInt() ? p.getAsInt() : p.getAsDouble();
    }

    private static Temporality temporality(int number) {
      return List.of(Temporality.values()).get(number);
    }
  }
}
