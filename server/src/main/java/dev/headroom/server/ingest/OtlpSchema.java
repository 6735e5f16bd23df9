package dev.headroom.server.ingest;

import dev.headroom.signal.SignalType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The messages of OTLP as a table: what each field is called in JSON, its number and its type.
///
/// Source: opentelemetry-proto 1.11; a test compares the table with the descriptors. Immutable.
final class OtlpSchema {
  /// A line without indent opens a message; its fields follow as number, JSON name, type. A type
  /// ends in `*` when repeated, in `?` when 0 differs from absent, in `?` and a letter when it
  /// belongs to that oneof.
  private static final String TABLE =
      """
      ExportTraceServiceRequest
        1 resourceSpans ResourceSpans*
      ExportMetricsServiceRequest
        1 resourceMetrics ResourceMetrics*
      ExportLogsServiceRequest
        1 resourceLogs ResourceLogs*
      Resource
        1 attributes KeyValue*
        2 droppedAttributesCount uint32
        3 entityRefs EntityRef*
      EntityRef
        1 schemaUrl string
        2 type string
        3 idKeys string*
        4 descriptionKeys string*
      InstrumentationScope
        1 name string
        2 version string
        3 attributes KeyValue*
        4 droppedAttributesCount uint32
      KeyValue
        1 key string
        2 value AnyValue
      AnyValue
        1 stringValue string?v
        2 boolValue bool?v
        3 intValue int64?v
        4 doubleValue double?v
        5 arrayValue ArrayValue?v
        6 kvlistValue KeyValueList?v
        7 bytesValue bytes?v
      ArrayValue
        1 values AnyValue*
      KeyValueList
        1 values KeyValue*
      ResourceSpans
        1 resource Resource
        2 scopeSpans ScopeSpans*
        3 schemaUrl string
      ScopeSpans
        1 scope InstrumentationScope
        2 spans Span*
        3 schemaUrl string
      Span
        1 traceId hex
        2 spanId hex
        3 traceState string
        4 parentSpanId hex
        5 name string
        6 kind SPAN_KIND
        7 startTimeUnixNano fixed64
        8 endTimeUnixNano fixed64
        9 attributes KeyValue*
        10 droppedAttributesCount uint32
        11 events Event*
        12 droppedEventsCount uint32
        13 links Link*
        14 droppedLinksCount uint32
        15 status Status
        16 flags fixed32
      Event
        1 timeUnixNano fixed64
        2 name string
        3 attributes KeyValue*
        4 droppedAttributesCount uint32
      Link
        1 traceId hex
        2 spanId hex
        3 traceState string
        4 attributes KeyValue*
        5 droppedAttributesCount uint32
        6 flags fixed32
      Status
        2 message string
        3 code STATUS_CODE
      ResourceMetrics
        1 resource Resource
        2 scopeMetrics ScopeMetrics*
        3 schemaUrl string
      ScopeMetrics
        1 scope InstrumentationScope
        2 metrics Metric*
        3 schemaUrl string
      Metric
        1 name string
        2 description string
        3 unit string
        5 gauge Gauge?d
        7 sum Sum?d
        9 histogram Histogram?d
        10 exponentialHistogram ExponentialHistogram?d
        11 summary Summary?d
        12 metadata KeyValue*
      Gauge
        1 dataPoints NumberDataPoint*
      Sum
        1 dataPoints NumberDataPoint*
        2 aggregationTemporality AGGREGATION_TEMPORALITY
        3 isMonotonic bool
      Histogram
        1 dataPoints HistogramDataPoint*
        2 aggregationTemporality AGGREGATION_TEMPORALITY
      ExponentialHistogram
        1 dataPoints ExponentialHistogramDataPoint*
        2 aggregationTemporality AGGREGATION_TEMPORALITY
      Summary
        1 dataPoints SummaryDataPoint*
      NumberDataPoint
        2 startTimeUnixNano fixed64
        3 timeUnixNano fixed64
        4 asDouble double?v
        5 exemplars Exemplar*
        6 asInt sfixed64?v
        7 attributes KeyValue*
        8 flags uint32
      HistogramDataPoint
        2 startTimeUnixNano fixed64
        3 timeUnixNano fixed64
        4 count fixed64
        5 sum double?
        6 bucketCounts fixed64*
        7 explicitBounds double*
        8 exemplars Exemplar*
        9 attributes KeyValue*
        10 flags uint32
        11 min double?
        12 max double?
      ExponentialHistogramDataPoint
        1 attributes KeyValue*
        2 startTimeUnixNano fixed64
        3 timeUnixNano fixed64
        4 count fixed64
        5 sum double?
        6 scale sint32
        7 zeroCount fixed64
        8 positive Buckets
        9 negative Buckets
        10 flags uint32
        11 exemplars Exemplar*
        12 min double?
        13 max double?
        14 zeroThreshold double
      Buckets
        1 offset sint32
        2 bucketCounts uint64*
      SummaryDataPoint
        2 startTimeUnixNano fixed64
        3 timeUnixNano fixed64
        4 count fixed64
        5 sum double
        6 quantileValues ValueAtQuantile*
        7 attributes KeyValue*
        8 flags uint32
      ValueAtQuantile
        1 quantile double
        2 value double
      Exemplar
        2 timeUnixNano fixed64
        3 asDouble double?v
        4 spanId hex
        5 traceId hex
        6 asInt sfixed64?v
        7 filteredAttributes KeyValue*
      ResourceLogs
        1 resource Resource
        2 scopeLogs ScopeLogs*
        3 schemaUrl string
      ScopeLogs
        1 scope InstrumentationScope
        2 logRecords LogRecord*
        3 schemaUrl string
      LogRecord
        1 timeUnixNano fixed64
        2 severityNumber SEVERITY_NUMBER
        3 severityText string
        5 body AnyValue
        6 attributes KeyValue*
        7 droppedAttributesCount uint32
        8 flags fixed32
        9 traceId hex
        10 spanId hex
        11 observedTimeUnixNano fixed64
        12 eventName string
      """;

  private static final Pattern FIELD = Pattern.compile(" +(\\d+) (\\w+) (\\w+?)(\\*|\\?[a-z]?)?");

  private final Map<String, Message> messages = new HashMap<>();
  private final Map<SignalType, Message> requests = new EnumMap<>(SignalType.class);

  OtlpSchema() {
    List<String> lines = TABLE.lines().toList();
    lines.stream()
        .filter(line -> !line.startsWith(" "))
        .forEach(name -> messages.put(name, new Message(name)));
    Message message = new Message("");
    for (String line : lines) {
      if (line.startsWith(" ")) {
        message.add(field(line));
      } else {
        message = message(line);
      }
    }
    messages.values().forEach(Message::seal);
    requests.put(SignalType.TRACES, message("ExportTraceServiceRequest"));
    requests.put(SignalType.METRICS, message("ExportMetricsServiceRequest"));
    requests.put(SignalType.LOGS, message("ExportLogsServiceRequest"));
  }

  /// The export request of the signal.
  Message request(SignalType signal) {
    Message request = requests.get(signal);
    if (request == null) {
      throw new IllegalStateException("no request for " + signal);
    }
    return request;
  }

  Message message(String name) {
    Message message = messages.get(name);
    if (message == null) {
      throw new IllegalStateException("the table lacks " + name);
    }
    return message;
  }

  Iterable<Message> messages() {
    return messages.values();
  }

  private Field field(String line) {
    Matcher parts = FIELD.matcher(line);
    if (!parts.matches()) {
      throw new IllegalStateException("not a field: " + line);
    }
    int number = Integer.parseInt(parts.group(1));
    String type = parts.group(3);
    String mark = parts.group(4) == null ? "" : parts.group(4);
    Message nested = messages.get(type);
    EnumNames names = nested == null ? EnumNames.of(type) : null;
    FieldType fieldType =
        nested != null
            ? FieldType.MESSAGE
            : names != null ? FieldType.ENUM : FieldType.valueOf(type.toUpperCase(Locale.ROOT));
    return new Field(
        number,
        parts.group(2),
        fieldType,
        nested,
        names,
        mark.equals("*"),
        mark.startsWith("?"),
        mark.length() == 2 ? mark.substring(1) : "");
  }

  /// How a field is written.
  enum FieldType {
    STRING,
    BYTES,
    /// Bytes that JSON writes in hexadecimal digits.
    HEX,
    BOOL,
    UINT32,
    SINT32,
    FIXED32,
    INT64,
    UINT64,
    FIXED64,
    SFIXED64,
    DOUBLE,
    ENUM,
    MESSAGE
  }

  /// One field.
  ///
  /// @param nested what a field of type MESSAGE holds
  /// @param names what a field of type ENUM may be called
  /// @param presence whether a zero has to be written
  /// @param oneof fields of a message with the same one exclude each other; empty for none
  record Field(
      int number,
      String name,
      FieldType type,
      @Nullable Message nested,
      @Nullable EnumNames names,
      boolean repeated,
      boolean presence,
      String oneof) {

    String snakeName() {
      return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
  }

  /// One message: its fields by either of their names in JSON.
  static final class Message {
    private final String name;
    private final List<Field> fields = new ArrayList<>();
    private final Map<String, Integer> byName = new HashMap<>();
    private long[] exclusions = {};

    Message(String name) {
      this.name = name;
    }

    private void add(Field field) {
      byName.put(field.name(), fields.size());
      byName.put(field.snakeName(), fields.size());
      fields.add(field);
    }

    String name() {
      return name;
    }

    List<Field> fields() {
      return fields;
    }

    /// The index of the field, -1 when there is none of that name.
    int indexOf(String jsonName) {
      return byName.getOrDefault(jsonName, -1);
    }

    /// One bit for each field that may not stand beside this one: itself, and others of its oneof.
    long exclusions(int index) {
      return exclusions[index];
    }

    private void seal() {
      exclusions = new long[fields.size()];
      for (int i = 0; i < exclusions.length; i++) {
        String oneof = fields.get(i).oneof();
        for (int other = 0; other < exclusions.length; other++) {
          if (other == i || (!oneof.isEmpty() && oneof.equals(fields.get(other).oneof()))) {
            exclusions[i] |= 1L << other;
          }
        }
      }
    }
  }
}
