package dev.headroom.capacity;

/// The busiest hour of a route within the window, or the busiest sixth of what there is when that
/// is less than six hours.
///
/// @param from first slice
/// @param to first slice after it
record BusyHour(int from, int to, double perSecond) {

  static BusyHour of(Slices slices, double[] rate) {
    int first = 0;
    while (first < rate.length - 1 && rate[first] == 0) {
      first++;
    }
    int length = Math.clamp((rate.length - first) / 6, 1, slices.inAnHour());
    double sum = 0;
    double best = -1;
    int at = first;
    for (int i = first; i < rate.length; i++) {
      sum += rate[i] - (i - length >= first ? rate[i - length] : 0);
      if (i - first >= length - 1 && sum > best) {
        best = sum;
        at = i - length + 1;
      }
    }
    return new BusyHour(at, at + length, Math.max(0, best / length));
  }

  double mean(double[] values) {
    double sum = 0;
    int count = 0;
    for (int i = from; i < to; i++) {
      if (Double.isFinite(values[i])) {
        sum += values[i];
        count++;
      }
    }
    return count == 0 ? Double.NaN : sum / count;
  }
}
