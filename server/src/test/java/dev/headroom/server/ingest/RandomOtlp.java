package dev.headroom.server.ingest;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.headroom.signal.SignalType;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;

/// Random OTLP messages, and the many ways to write each in JSON that a receiver has to take.
final class RandomOtlp {
  private static final double[] DOUBLES = {
    0,
    -0.0,
    1,
    0.1,
    -2.5e-300,
    Double.MAX_VALUE,
    Double.MIN_VALUE,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY
  };
  private static final long[] LONGS = {
    0, 1, -1, 17, 1_544_712_660_000_000_000L, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 53
  };
  private static final int[] INTS = {0, 1, -1, 300, Integer.MAX_VALUE, Integer.MIN_VALUE};
  private static final String[] TEXTS = {
    "", "a", "GET /cart/{id}", "größer", "日本語", "😀 \u0000\t\"\\/", "x".repeat(300)
  };
  private static final int MAX_DEPTH = 12;

  private final RandomGenerator random;

  RandomOtlp(RandomGenerator random) {
    this.random = random;
  }

  static Message.Builder builder(SignalType signal) {
    return switch (signal) {
      case TRACES -> ExportTraceServiceRequest.newBuilder();
      case METRICS -> ExportMetricsServiceRequest.newBuilder();
      case LOGS -> ExportLogsServiceRequest.newBuilder();
    };
  }

  Message message(SignalType signal) {
    return fill(builder(signal), 0);
  }

  private Message fill(Message.Builder builder, int depth) {
    for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
      if (isUnknownToOtlp(field)) {
        continue;
      }
      if (field.isRepeated()) {
        boolean container = depth < 4;
        int count =
            random.nextInt(container ? 3 : 2) + (container && random.nextInt(4) > 0 ? 1 : 0);
        for (int i = 0; i < count && depth < MAX_DEPTH; i++) {
          builder.addRepeatedField(field, value(builder, field, depth));
        }
      } else if (random.nextInt(3) > 0 && depth < MAX_DEPTH) {
        builder.setField(field, value(builder, field, depth));
      }
    }
    return builder.build();
  }

  private static boolean isUnknownToOtlp(FieldDescriptor field) {
    return field.getName().endsWith("strindex") || field.getOptions().getDeprecated();
  }

  private Object value(Message.Builder parent, FieldDescriptor field, int depth) {
    return switch (field.getJavaType()) {
      case INT -> INTS[random.nextInt(INTS.length)];
      case LONG -> random.nextInt(4) == 0 ? random.nextLong() : LONGS[random.nextInt(LONGS.length)];
      case FLOAT -> throw new AssertionError("OTLP has no floats");
      case DOUBLE ->
          random.nextBoolean()
              ? random.nextGaussian() * 1000
              : DOUBLES[random.nextInt(DOUBLES.length)];
      case BOOLEAN -> random.nextBoolean();
      case STRING -> TEXTS[random.nextInt(TEXTS.length)];
      case BYTE_STRING -> bytes();
      case ENUM -> enumValue(field.getEnumType());
      case MESSAGE -> fill(parent.newBuilderForField(field), depth + 1);
    };
  }

  private Object enumValue(EnumDescriptor type) {
    return type.findValueByNumberCreatingIfUnknown(random.nextInt(type.getValues().size() + 2));
  }

  private ByteString bytes() {
    byte[] bytes = new byte[random.nextInt(5) == 0 ? random.nextInt(40) : 16];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  /// One of the ways to write the message in JSON.
  String json(Message message) {
    StringBuilder json = new StringBuilder();
    write(message, json);
    return json.toString();
  }

  private void write(Message message, StringBuilder json) {
    List<Map.Entry<FieldDescriptor, Object>> fields =
        new ArrayList<>(message.getAllFields().entrySet());
    Collections.shuffle(fields, new Random(random.nextLong()));
    json.append('{');
    String separator = "";
    for (Map.Entry<FieldDescriptor, Object> entry : fields) {
      json.append(separator).append(space());
      if (random.nextInt(20) == 0) {
        json.append("\"unknown\":{\"deep\":[1,{\"spans\":[null]},\"}\"]},");
      }
      FieldDescriptor field = entry.getKey();
      quote(random.nextInt(8) == 0 ? field.getName() : field.getJsonName(), json);
      json.append(space()).append(':').append(space());
      if (field.isRepeated()) {
        writeAll(field, (List<?>) entry.getValue(), json);
      } else {
        write(field, entry.getValue(), json);
      }
      separator = ",";
    }
    if (random.nextInt(20) == 0) {
      json.append(separator).append("\"nothing\":null");
    }
    json.append('}');
  }

  private void writeAll(FieldDescriptor field, List<?> values, StringBuilder json) {
    json.append('[');
    String separator = "";
    for (Object value : values) {
      json.append(separator);
      write(field, value, json);
      separator = ",";
    }
    json.append(']');
  }

  private void write(FieldDescriptor field, Object value, StringBuilder json) {
    switch (field.getType()) {
      case MESSAGE -> write((Message) value, json);
      case STRING -> quote((String) value, json);
      case BYTES -> writeBytes(field, ((ByteString) value).toByteArray(), json);
      case BOOL -> json.append(value);
      case DOUBLE -> writeDouble((Double) value, json);
      case FIXED64, UINT64 -> writeNumber(Long.toUnsignedString((Long) value), json);
      case FIXED32, UINT32 -> writeNumber(Integer.toUnsignedString((Integer) value), json);
      case INT64, SFIXED64, SINT32 -> writeNumber(value.toString(), json);
      case ENUM -> {
        EnumValueDescriptor constant = (EnumValueDescriptor) value;
        if (random.nextInt(4) == 0 && constant.getIndex() >= 0) {
          quote(constant.getName(), json);
        } else {
          json.append(constant.getNumber());
        }
      }
      case FLOAT, INT32, GROUP, SFIXED32, SINT64 ->
          throw new AssertionError("not in OTLP: " + field);
    }
  }

  private void writeBytes(FieldDescriptor field, byte[] value, StringBuilder json) {
    if (field.getName().endsWith("_id")) {
      HexFormat hex = random.nextBoolean() ? HexFormat.of() : HexFormat.of().withUpperCase();
      quote(hex.formatHex(value), json);
    } else {
      Base64.Encoder encoder =
          random.nextBoolean() ? Base64.getEncoder() : Base64.getUrlEncoder().withoutPadding();
      quote(encoder.encodeToString(value), json);
    }
  }

  private void writeDouble(double value, StringBuilder json) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      quote(Double.toString(value), json);
    } else {
      writeNumber(Double.toString(value), json);
    }
  }

  private void writeNumber(String digits, StringBuilder json) {
    if (random.nextBoolean()) {
      quote(digits, json);
    } else {
      json.append(digits);
    }
  }

  private String space() {
    return random.nextInt(10) == 0 ? " \n" : "";
  }

  private void quote(String text, StringBuilder json) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < 0x20 || (!Character.isSurrogate(c) && random.nextInt(50) == 0)) {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }
}
