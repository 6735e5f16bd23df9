package dev.headroom.otlp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Finds the slot of an attribute key from its bytes, without making a string: slots 0 … are the
/// [AttributeKey]s, after them come the segment attributes in configured order. Immutable.
final class KeyIndex {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int CELLS = 1024;

  private final byte[][] keys = new byte[CELLS][];
  private final int[] slots = new int[CELLS];
  private final int[][] segments = new int[3][];
  private final long segmentMask;

  KeyIndex(SegmentKeys segmentKeys) {
    Arrays.fill(keys, new byte[0]);
    Arrays.fill(slots, -1);
    for (AttributeKey key : AttributeKey.values()) {
      add(key.attribute(), key.slot());
    }
    int free = AttributeKey.values().length;
    long mask = 0;
    List<List<String>> dimensions =
        List.of(segmentKeys.tenant(), segmentKeys.segment(), segmentKeys.feature());
    for (int d = 0; d < segments.length; d++) {
      List<String> names = dimensions.get(d);
      segments[d] = new int[names.size()];
      for (int i = 0; i < names.size(); i++) {
        byte[] name = names.get(i).getBytes(StandardCharsets.UTF_8);
        int known = find(name, 0, name.length);
        int slot = known >= 0 ? known : free++;
        if (known < 0) {
          add(names.get(i), slot);
        }
        segments[d][i] = slot;
        mask |= 1L << slot;
      }
    }
    segmentMask = mask;
  }

  private void add(String name, int slot) {
    byte[] key = name.getBytes(StandardCharsets.UTF_8);
    int cell = cell(key, 0, key.length);
    while (slots[cell] >= 0) {
      cell = (cell + 1) & (CELLS - 1);
    }
    keys[cell] = key;
    slots[cell] = slot;
  }

  /// The mask of all slots of segment attributes.
  long segmentMask() {
    return segmentMask;
  }

  /// The slots of tenant (0), segment (1) or feature (2), in order of preference.
  int[] segmentSlots(int dimension) {
    return segments[dimension];
  }

  /// The slot of the key, -1 when it is none that the model understands.
  int find(byte[] bytes, int offset, int length) {
    int cell = cell(bytes, offset, length);
    while (slots[cell] >= 0) {
      byte[] key = keys[cell];
      if (key.length == length && Arrays.equals(key, 0, length, bytes, offset, offset + length)) {
        return slots[cell];
      }
      cell = (cell + 1) & (CELLS - 1);
    }
    return -1;
  }

  private static int cell(byte[] bytes, int offset, int length) {
    long head;
    long tail;
    if (length >= 8) {
      head = (long) LONG.get(bytes, offset);
      tail = (long) LONG.get(bytes, offset + length - 8);
    } else {
      head = 0;
      tail = 0;
      for (int i = 0; i < length; i++) {
        head = head << 8 | bytes[offset + i];
      }
    }
    long mixed = (head + length) * 0x9E3779B97F4A7C15L ^ tail * 0xD6E8FEB86659FD93L;
    mixed = (mixed ^ mixed >>> 29) * 0xBF58476D1CE4E5B9L;
    return (int) (mixed >>> 54);
  }
}
