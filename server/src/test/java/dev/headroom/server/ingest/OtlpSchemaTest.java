package dev.headroom.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.headroom.server.ingest.OtlpSchema.Field;
import dev.headroom.server.ingest.OtlpSchema.FieldType;
import dev.headroom.server.ingest.OtlpSchema.Message;
import dev.headroom.signal.SignalType;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Compares the table with the descriptors of opentelemetry-proto.
final class OtlpSchemaTest {
  /// Indices into the string table of profiles; OTLP forbids them in the other signals.
  private static final Set<String> ONLY_IN_PROFILES = Set.of("stringValueStrindex", "keyStrindex");

  private final OtlpSchema schema = new OtlpSchema();

  @Test
  void everyFieldOfEveryMessageIsInTheTable() {
    Set<String> seen = new HashSet<>();
    compare(ExportTraceServiceRequest.getDescriptor(), schema.request(SignalType.TRACES), seen);
    compare(ExportMetricsServiceRequest.getDescriptor(), schema.request(SignalType.METRICS), seen);
    compare(ExportLogsServiceRequest.getDescriptor(), schema.request(SignalType.LOGS), seen);

    Set<String> inTable = new HashSet<>();
    schema.messages().forEach(message -> inTable.add(message.name()));
    assertThat(seen).isEqualTo(inTable);
  }

  private void compare(Descriptor expected, Message actual, Set<String> seen) {
    if (!seen.add(actual.name())) {
      return;
    }
    assertThat(actual.name()).isEqualTo(expected.getName());
    Map<Integer, String> table = new TreeMap<>();
    for (Field field : actual.fields()) {
      table.put(field.number(), describe(field));
    }
    Map<Integer, String> descriptor = new TreeMap<>();
    for (FieldDescriptor field : expected.getFields()) {
      if (!ONLY_IN_PROFILES.contains(field.getJsonName()) && !field.getOptions().getDeprecated()) {
        descriptor.put(field.getNumber(), describe(field));
      }
    }
    assertThat(table).as(expected.getFullName()).isEqualTo(descriptor);
    for (Field field : actual.fields()) {
      FieldDescriptor peer = expected.findFieldByNumber(field.number());
      assertThat(actual.indexOf(peer.getName()))
          .as("snake case of %s", field.name())
          .isEqualTo(actual.indexOf(field.name()));
      if (field.nested() != null) {
        compare(peer.getMessageType(), field.nested(), seen);
      }
      if (field.names() != null) {
        assertThat(field.names().numbers()).isEqualTo(names(peer.getEnumType()));
      }
    }
  }

  private static Map<String, Integer> names(EnumDescriptor type) {
    return type.getValues().stream()
        .collect(Collectors.toMap(EnumValueDescriptor::getName, EnumValueDescriptor::getNumber));
  }

  private static String describe(Field field) {
    String type = field.type() == FieldType.HEX ? "BYTES" : field.type().name();
    return field.name()
        + " "
        + type
        + (field.repeated() ? " repeated" : "")
        + (field.presence() ? " presence" : "")
        + (field.oneof().isEmpty() ? "" : " oneof");
  }

  private static String describe(FieldDescriptor field) {
    boolean oneof = field.getRealContainingOneof() != null;
    boolean presence =
        oneof || (field.hasPresence() && field.getJavaType() != FieldDescriptor.JavaType.MESSAGE);
    return field.getJsonName()
        + " "
        + field.getType()
        + (field.isRepeated() ? " repeated" : "")
        + (presence ? " presence" : "")
        + (oneof ? " oneof" : "");
  }
}
