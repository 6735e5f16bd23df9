package dev.headroom.store.embedded;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKind;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The stored keys by number, and within each kind by ordinal: the how-manieth of its kind.
/// Ordinals follow from the order of the keys, so they stay the same over restarts; sketches of
/// [#GROUP_SIZE] neighbouring ordinals are stored together.
///
/// Thread-safe: one thread writes, any number read. A key is known here before a reader can meet
/// its rows.
final class KeyDictionary {
  static final int GROUP_SIZE = 64;

  private volatile State state =
      new State(new @Nullable RollupKey[64], new int[64], 0, emptyKinds());

  /// @param keys by number
  /// @param ordinals by number
  /// @param kinds numbers by ordinal, one list per kind
  private record State(@Nullable RollupKey[] keys, int[] ordinals, int size, Numbers[] kinds) {
    RollupKey key(int number) {
      RollupKey key = number > 0 && number <= size ? keys[number] : null;
      if (key == null) {
        throw new HeadroomException(
            ErrorCode.INTERNAL, "key number " + number + " is not stored; the last is " + size);
      }
      return key;
    }
  }

  /// The numbers of one kind, by ordinal; elements below `size` never change.
  record Numbers(int[] byOrdinal, int size) {
    private Numbers plus(int number) {
      int[] grown = size == byOrdinal.length ? Arrays.copyOf(byOrdinal, size * 2 + 16) : byOrdinal;
      grown[size] = number;
      return new Numbers(grown, size + 1);
    }
  }

  private static Numbers[] emptyKinds() {
    Numbers[] kinds = new Numbers[RollupKind.values().length];
    Arrays.fill(kinds, new Numbers(new int[0], 0));
    return kinds;
  }

  /// Adds keys; those numbered `firstKey` and above that a failed commit left are replaced.
  void put(int firstKey, List<RollupKey> fresh) {
    State now = state;
    if (firstKey > now.size + 1 || firstKey < 1) {
      throw new HeadroomException(
          ErrorCode.INTERNAL, "firstKey " + firstKey + "; expected at most " + (now.size + 1));
    }
    State next = now.size >= firstKey ? head(now, firstKey - 1) : now;
    @Nullable RollupKey[] keys = next.keys;
    int[] ordinals = next.ordinals;
    Numbers[] kinds = next.kinds.clone();
    int size = next.size;
    if (size + fresh.size() >= keys.length) {
      int capacity = (size + fresh.size()) * 2 + 1;
      keys = Arrays.copyOf(keys, capacity);
      ordinals = Arrays.copyOf(ordinals, capacity);
    }
    for (RollupKey key : fresh) {
      size++;
      int kind = key.kind().ordinal();
      keys[size] = key;
      ordinals[size] = kinds[kind].size;
      kinds[kind] = kinds[kind].plus(size);
    }
    state = new State(keys, ordinals, size, kinds);
  }

  private static State head(State from, int size) {
    @Nullable RollupKey[] keys = Arrays.copyOf(from.keys, from.keys.length);
    int[] ordinals = from.ordinals.clone();
    Numbers[] kinds = emptyKinds();
    for (int number = 1; number <= size; number++) {
      int kind = from.key(number).kind().ordinal();
      kinds[kind] = kinds[kind].plus(number);
    }
    return new State(keys, ordinals, size, kinds);
  }

  int size() {
    return state.size;
  }

  RollupKey key(int number) {
    return state.key(number);
  }

  int ordinal(int number) {
    return state.ordinals[number];
  }

  int group(int number) {
    return state.ordinals[number] / GROUP_SIZE;
  }

  Numbers numbers(RollupKind kind) {
    return state.kinds[kind.ordinal()];
  }
}
