package dev.headroom.outcome;

/// Sums over slices, for means and slopes. Mutable; for one thread.
final class Sums {
  private double weight;
  private double y;
  private double x;
  private double xx;
  private double xy;

  void add(double yi, double xi) {
    weight++;
    y += yi;
    x += xi;
    xx += xi * xi;
    xy += xi * yi;
  }

  /// Adds another.
  void add(Sums other) {
    weight += other.weight;
    y += other.y;
    x += other.x;
    xx += other.xx;
    xy += other.xy;
  }

  /// How many slices.
  double weight() {
    return weight;
  }

  double meanY() {
    return y / weight;
  }

  double meanX() {
    return x / weight;
  }

  /// Σ (x - mean)(y - mean).
  double crossed() {
    return weight > 0 ? xy - x * y / weight : 0;
  }

  /// Σ (x - mean)².
  double squared() {
    return weight > 0 ? xx - x * x / weight : 0;
  }

  /// The common slope of y over x within groups; 0 where x hardly varies.
  static double slope(Iterable<Sums> groups) {
    double crossed = 0;
    double squared = 0;
    for (Sums group : groups) {
      crossed += group.crossed();
      squared += group.squared();
    }
    return squared > 1e-9 ? crossed / squared : 0;
  }
}
