package dev.headroom.otlp;

import dev.headroom.signal.Attributes;
import dev.headroom.signal.Scope;
import dev.headroom.signal.Value;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads, or only checks, OTLP's AnyValue, KeyValue and the messages made of them. What checking
/// accepts, reading accepts.
final class AnyValues {
  /// How deep values may be nested.
  static final int DEPTH_MAX = 64;

  /// How many attributes of one item are kept; what is beyond counts as dropped.
  static final int ATTRIBUTES_MAX = 4_096;

  static final Value EMPTY = new Value.Empty();

  private static final Value.Bool TRUE = new Value.Bool(true);
  private static final Value.Bool FALSE = new Value.Bool(false);

  private static final int STRING = 1 << 3 | ProtoReader.BYTES;
  private static final int BOOL = 2 << 3 | ProtoReader.VARINT;
  private static final int INT = 3 << 3 | ProtoReader.VARINT;
  private static final int DOUBLE = 4 << 3 | ProtoReader.FIXED64;
  private static final int ARRAY = 5 << 3 | ProtoReader.BYTES;
  private static final int KVLIST = 6 << 3 | ProtoReader.BYTES;
  private static final int BLOB = 7 << 3 | ProtoReader.BYTES;

  private static final int ELEMENT = 1 << 3 | ProtoReader.BYTES;

  private static final int KEY = 1 << 3 | ProtoReader.BYTES;
  private static final int VALUE = 2 << 3 | ProtoReader.BYTES;

  private static final int RESOURCE_ATTRIBUTES = 1 << 3 | ProtoReader.BYTES;

  private static final int SCOPE_NAME = 1 << 3 | ProtoReader.BYTES;
  private static final int SCOPE_VERSION = 2 << 3 | ProtoReader.BYTES;
  static final int SCOPE_ATTRIBUTES = 3 << 3 | ProtoReader.BYTES;

  private AnyValues() {}

  /// Reads the AnyValue under the cursor.
  static Value value(ProtoReader in) {
    return value(in, 1);
  }

  private static Value value(ProtoReader in, int depth) {
    enter(in, depth);
    Value value = content(in, depth);
    in.leave();
    return value;
  }

  /// Reads an AnyValue at a known place.
  static Value valueAt(ProtoReader in, int offset, int length) {
    in.enter(offset, length, "AnyValue");
    Value value = content(in, 1);
    in.leave();
    return value;
  }

  private static Value content(ProtoReader in, int depth) {
    Value value = EMPTY;
    while (in.more()) {
      switch (in.tag()) {
        case STRING -> value = new Value.Text(in.text());
        case BOOL -> value = in.varint() != 0 ? TRUE : FALSE;
        case INT -> value = new Value.Int64(in.varint());
        case DOUBLE -> value = new Value.Float64(in.float64());
        case ARRAY -> value = array(in, depth);
        case KVLIST -> value = keyValues(in, depth);
        case BLOB -> value = new Value.Bytes(HexFormat.of().formatHex(in.blob()));
        default -> in.skip();
      }
    }
    return value;
  }

  private static void enter(ProtoReader in, int depth) {
    if (depth > DEPTH_MAX) {
      throw in.fail("values are nested deeper than " + DEPTH_MAX);
    }
    in.enter("AnyValue");
  }

  private static Value array(ProtoReader in, int depth) {
    List<Value> values = new ArrayList<>();
    in.enter("ArrayValue");
    while (in.more()) {
      if (in.tag() == ELEMENT) {
        values.add(value(in, depth + 1));
      } else {
        in.skip();
      }
    }
    in.leave();
    return new Value.Sequence(values);
  }

  private static Value keyValues(ProtoReader in, int depth) {
    Builder values = new Builder();
    in.enter("KeyValueList");
    while (in.more()) {
      if (in.tag() == ELEMENT) {
        values.add(in, depth + 1);
      } else {
        in.skip();
      }
    }
    in.leave();
    return new Value.KeyValues(values.build());
  }

  /// Checks the AnyValue under the cursor.
  static void check(ProtoReader in) {
    check(in, 1);
  }

  private static void check(ProtoReader in, int depth) {
    enter(in, depth);
    while (in.more()) {
      switch (in.tag()) {
        case ARRAY -> {
          in.enter("ArrayValue");
          while (in.more()) {
            if (in.tag() == ELEMENT) {
              check(in, depth + 1);
            } else {
              in.skip();
            }
          }
          in.leave();
        }
        case KVLIST -> {
          in.enter("KeyValueList");
          while (in.more()) {
            if (in.tag() == ELEMENT) {
              checkKeyValue(in, depth + 1);
            } else {
              in.skip();
            }
          }
          in.leave();
        }
        default -> in.skip();
      }
    }
    in.leave();
  }

  private static void checkKeyValue(ProtoReader in, int depth) {
    in.enter("KeyValue");
    while (in.more()) {
      if (in.tag() == VALUE) {
        check(in, depth);
      } else {
        in.skip();
      }
    }
    in.leave();
  }

  /// Checks a message, entered already, whose only nested messages are its attributes.
  static void checkMessage(ProtoReader in, int attributesTag) {
    while (in.more()) {
      if (in.tag() == attributesTag) {
        checkKeyValue(in, 1);
      } else {
        in.skip();
      }
    }
  }

  /// Reads a Resource at a known place; length 0 has no attributes.
  static Attributes resource(ProtoReader in, long found) {
    in.enter(ProtoReader.offset(found), ProtoReader.length(found), "Resource");
    Builder attributes = new Builder();
    while (in.more()) {
      if (in.tag() == RESOURCE_ATTRIBUTES) {
        attributes.add(in);
      } else {
        in.skip();
      }
    }
    in.leave();
    return attributes.build();
  }

  /// Reads an InstrumentationScope at a known place.
  static Scope scope(ProtoReader in, long found) {
    in.enter(ProtoReader.offset(found), ProtoReader.length(found), "InstrumentationScope");
    String name = "";
    String version = "";
    Builder attributes = new Builder();
    while (in.more()) {
      switch (in.tag()) {
        case SCOPE_NAME -> name = in.text();
        case SCOPE_VERSION -> version = in.text();
        case SCOPE_ATTRIBUTES -> attributes.add(in);
        default -> in.skip();
      }
    }
    in.leave();
    Attributes read = attributes.build();
    return name.isEmpty() && version.isEmpty() && read.isEmpty()
        ? Scope.NONE
        : new Scope(name, version, read);
  }

  /// Gathers the attributes of one item.
  static final class Builder {
    private @Nullable Map<String, Value> values;
    private int dropped;

    /// Reads the KeyValue under the cursor.
    void add(ProtoReader in) {
      add(in, 1);
    }

    private void add(ProtoReader in, int depth) {
      in.enter("KeyValue");
      String key = "";
      Value value = EMPTY;
      while (in.more()) {
        switch (in.tag()) {
          case KEY -> key = in.text();
          case VALUE -> value = value(in, depth);
          default -> in.skip();
        }
      }
      in.leave();
      Map<String, Value> into = values;
      if (into == null) {
        into = new LinkedHashMap<>();
        values = into;
      }
      if (into.size() < ATTRIBUTES_MAX || into.containsKey(key)) {
        into.put(key, value);
      } else {
        dropped++;
      }
    }

    /// How many attributes were beyond [#ATTRIBUTES_MAX].
    int dropped() {
      return dropped;
    }

    Attributes build() {
      Map<String, Value> read = values;
      return read == null ? Attributes.EMPTY : new Attributes(read);
    }
  }
}
