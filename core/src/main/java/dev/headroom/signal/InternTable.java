package dev.headroom.signal;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

/// Gives equal values one small number each, for the life of the process.
///
/// Thread-safe; reads take no lock. Numbers start at 0 and are dense. Once `capacity` values are
/// known, unknown ones get the number of the overflow value given at construction, and
/// [#overflowed] counts them.
public final class InternTable<T> {
  private final ConcurrentHashMap<T, Integer> numbers = new ConcurrentHashMap<>();
  private final int capacity;
  private volatile Object[] byNumber = new Object[64];
  private volatile int size;
  private volatile long overflowed;

  /// @param overflow interned as number 0
  public InternTable(T overflow, int capacity) {
    this.capacity = capacity;
    number(overflow);
  }

  /// The number of the value, assigned now if it is new.
  public int number(T value) {
    Integer known = numbers.get(value);
    return known != null ? known : assign(value);
  }

  private synchronized int assign(T value) {
    Integer known = numbers.get(value);
    if (known != null) {
      return known;
    }
    if (size >= capacity) {
      overflowed++;
      return 0;
    }
    int number = size;
    Object[] grown = byNumber;
    if (number == grown.length) {
      grown = Arrays.copyOf(grown, number * 2);
    }
    grown[number] = value;
    byNumber = grown;
    size = number + 1;
    numbers.put(value, number);
    return number;
  }

  /// The value with that number.
  @SuppressWarnings("unchecked")
  public T value(int number) {
    return (T) byNumber[number];
  }

  public int size() {
    return size;
  }

  /// How many look-ups were answered with the overflow value.
  public long overflowed() {
    return overflowed;
  }
}
