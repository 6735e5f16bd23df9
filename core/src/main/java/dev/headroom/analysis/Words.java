package dev.headroom.analysis;

/// Sizes and spans of time as people read them, three significant digits like [PlainNumbers].
public final class Words {
  private static final double MINUTE = 60;
  private static final double HOUR = 3_600;
  private static final double DAY = 86_400;
  private static final double KIB = 1024;

  private Words() {}

  /// `480 µs`, `12.3 ms`, `90 s`, `18 min`, `3.5 h`, `8 days`: the next unit from two of it on.
  public static String seconds(double seconds) {
    double size = Math.abs(seconds);
    if (size >= 2 * DAY) {
      return PlainNumbers.number(seconds / DAY) + " days";
    }
    if (size >= 2 * HOUR) {
      return PlainNumbers.number(seconds / HOUR) + " h";
    }
    return size >= 2 * MINUTE
        ? PlainNumbers.number(seconds / MINUTE) + " min"
        : PlainNumbers.duration(seconds * 1e9);
  }

  /// `512 MiB`.
  public static String bytes(double bytes) {
    double size = Math.abs(bytes);
    if (size >= KIB * KIB * KIB) {
      return PlainNumbers.number(bytes / (KIB * KIB * KIB)) + " GiB";
    }
    return size >= KIB * KIB
        ? PlainNumbers.number(bytes / (KIB * KIB)) + " MiB"
        : PlainNumbers.number(bytes / KIB) + " KiB";
  }
}
