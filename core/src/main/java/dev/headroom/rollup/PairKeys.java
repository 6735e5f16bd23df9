package dev.headroom.rollup;

/// Key numbers of what two interned things make up, remembered so that the hot path neither builds
/// nor hashes keys. Not thread-safe.
final class PairKeys {
  private static final int MOST = 1 << 18;

  /// Makes the key of a pair that is not remembered.
  interface Maker {
    RollupKey make(int first, int second);
  }

  private final KeyTable keys;
  private final Maker maker;
  private final LongIntMap numbers = new LongIntMap(64);

  PairKeys(KeyTable keys, Maker maker) {
    this.keys = keys;
    this.maker = maker;
  }

  int number(int first, int second) {
    long pair = (long) first << 32 | second;
    int number = numbers.get(pair);
    if (number == 0) {
      number = keys.number(maker.make(first, second));
      if (numbers.size() >= MOST) {
        // Instances and versions come and go; starting anew keeps what is remembered bounded.
        numbers.clear();
      }
      numbers.put(pair, number);
    }
    return number;
  }
}
