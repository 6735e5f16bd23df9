package dev.headroom.demo.shop;

import java.util.Comparator;

/// A version of a service such as 1.4.2.
public record ReleaseVersion(int major, int minor, int patch)
    implements Comparable<ReleaseVersion> {
  private static final Comparator<ReleaseVersion> ORDER =
      Comparator.comparingInt(ReleaseVersion::major)
          .thenComparingInt(ReleaseVersion::minor)
          .thenComparingInt(ReleaseVersion::patch);

  /// Parses `MAJOR.MINOR.PATCH`.
  public static ReleaseVersion parse(String text) {
    if (!text.matches("\\d{1,6}\\.\\d{1,6}\\.\\d{1,6}")) {
      throw new IllegalArgumentException("version '" + text + "', expected MAJOR.MINOR.PATCH");
    }
    String[] parts = text.split("\\.", -1);
    return new ReleaseVersion(
        Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
  }

  /// Whether this is `other` or later.
  boolean isAtLeast(ReleaseVersion other) {
    return compareTo(other) >= 0;
  }

  @Override
  public int compareTo(ReleaseVersion other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
