package dev.headroom.engine;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Fold states as they are stored: one entry per name, the parts of all workers in it, so that a
/// start with another number of workers leaves nothing behind.
final class States {
  private States() {}

  /// Packs what the workers saved.
  static Map<String, byte[]> of(List<Barrier.State> saved) {
    Map<String, List<Barrier.State>> byName = new TreeMap<>();
    saved.forEach(state -> byName.computeIfAbsent(state.name(), _ -> new ArrayList<>()).add(state));
    Map<String, byte[]> packed = new HashMap<>();
    byName.forEach((name, states) -> {
      states.sort(Comparator.comparingInt(Barrier.State::number));
      packed.put(name, pack(states.stream().map(Barrier.State::bytes).toList()));
    });
    return packed;
  }

  private static byte[] pack(List<byte[]> parts) {
    int size = 4 + parts.stream().mapToInt(part -> 4 + part.length).sum();
    ByteBuffer out = ByteBuffer.allocate(size).putInt(parts.size());
    parts.forEach(part -> out.putInt(part.length).put(part));
    return out.array();
  }

  /// All parts of a state; none when it was never saved.
  static List<byte[]> all(Map<String, byte[]> stored, String name) {
    byte[] packed = stored.get(name);
    if (packed == null) {
      return List.of();
    }
    try {
      ByteBuffer in = ByteBuffer.wrap(packed);
      List<byte[]> parts = new ArrayList<>();
      for (int left = in.getInt(); left > 0; left--) {
        byte[] part = new byte[in.getInt()];
        in.get(part);
        parts.add(part);
      }
      return parts;
    } catch (BufferUnderflowException | NegativeArraySizeException e) {
      throw new HeadroomException(
          ErrorCode.INTERNAL, "stored state '" + name + "' is cut short", e);
    }
  }

  /// The first part of every state.
  static Map<String, byte[]> single(Map<String, byte[]> stored) {
    Map<String, byte[]> first = new HashMap<>();
    stored
        .keySet()
        .forEach(name -> all(stored, name).stream().findFirst().ifPresent(p -> first.put(name, p)));
    return first;
  }
}
