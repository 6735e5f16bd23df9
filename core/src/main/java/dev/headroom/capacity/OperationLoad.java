package dev.headroom.capacity;

import dev.headroom.rollup.TracePaths.ServiceOperation;

/// How often an entry operation was asked, slice by slice.
///
/// @param perSecond completions per second
/// @param inFlight requests under way on average, by Little's law: time spent over time passed
record OperationLoad(ServiceOperation name, double[] perSecond, double[] inFlight) {

  static OperationLoad empty(ServiceOperation name, int slices) {
    return new OperationLoad(name, new double[slices], new double[slices]);
  }

  void add(int slice, double rate, double concurrency) {
    perSecond[slice] += rate;
    inFlight[slice] += concurrency;
  }

  double total() {
    double sum = 0;
    for (double rate : perSecond) {
      sum += rate;
    }
    return sum;
  }
}
