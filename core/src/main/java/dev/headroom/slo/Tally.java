package dev.headroom.slo;

/// A running sum of what a budget counts: events, or slices of time.
final class Tally {
  double total;
  double bad;

  void add(double moreTotal, double moreBad) {
    total += moreTotal;
    bad += moreBad;
  }
}
