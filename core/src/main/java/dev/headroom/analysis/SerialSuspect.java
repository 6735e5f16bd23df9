package dev.headroom.analysis;

import dev.headroom.analysis.Load.OperationLoad;
import org.jspecify.annotations.Nullable;

/// A service or operation whose waits look like those of one server.
///
/// @param load what it had to do
/// @param whole whether that is the whole service
/// @param within whether requests wait within its spans; else before they begin
/// @param from the slice from which on it looks so
/// @param fit of the minutes from there on
public record SerialSuspect(
    OperationLoad load, boolean whole, boolean within, int from, SerialFit fit) {
  /// The rank correlation of waits with those of one server.
  public static final double CORRELATION = 0.5;

  public static final double P_VALUE = 0.001;

  /// Bounds of `k` in [SerialFit]; noise flattens the line, hence the lower one.
  public static final double FACTOR_MIN = 0.2;

  public static final double FACTOR_MAX = 4;

  /// A single server is never busier than all the time; more is noise of the minutes.
  public static final double BUSY_MAX = 1.05;

  /// Below this there is no queue to speak of.
  public static final double BUSY_MIN = 0.3;

  /// In the busier half of the minutes, wait over service time.
  public static final double WAIT_SHARE = 0.25;

  /// Requests of a minute for its means to count.
  private static final int REQUESTS_MIN = 5;

  /// Null when it does not look so.
  ///
  /// @param instances that worked, per slice
  /// @param poolWaitSeconds of the service, per slice; not known is NaN
  public static @Nullable SerialSuspect of(
      OperationLoad load, boolean whole, int[] instances, double[] poolWaitSeconds) {
    for (boolean within : new boolean[] {false, true}) {
      SerialFit.Minutes minutes =
          within ? inside(load, instances, poolWaitSeconds) : outside(load, instances);
      if (!everBusy(minutes)) {
        continue;
      }
      for (int from : Grid.tails(minutes.extra().length)) {
        SerialFit fit = SerialFit.of(minutes.from(from));
        if (fit != null && alike(fit)) {
          return new SerialSuspect(load, whole, within, from, fit);
        }
      }
    }
    return null;
  }

  /// Whether any minute had requests enough for one server to be busy to [#BUSY_MIN], even if all
  /// time were work.
  private static boolean everBusy(SerialFit.Minutes minutes) {
    for (int i = 0; i < minutes.perSecond().length; i++) {
      double most = minutes.worked()[i] + (minutes.baseWorks() ? minutes.extra()[i] : 0);
      if (minutes.perSecond()[i] * most >= BUSY_MIN) {
        return true;
      }
    }
    return false;
  }

  private static boolean alike(SerialFit fit) {
    return fit.correlation() >= CORRELATION
        && fit.pValue() <= P_VALUE
        && fit.factor() >= FACTOR_MIN
        && fit.factor() <= FACTOR_MAX
        && fit.busy() >= BUSY_MIN
        && fit.most() <= BUSY_MAX
        && fit.waitShare() >= WAIT_SHARE;
  }

  /// Requests wait before their span begins: the span is the work.
  private static SerialFit.Minutes outside(OperationLoad load, int[] instances) {
    int n = load.count().length;
    double[] rate = new double[n];
    double[] worked = new double[n];
    double[] extra = new double[n];
    for (int i = 0; i < n; i++) {
      rate[i] = rate(load, instances, i);
      worked[i] = load.response(i) / 1e9;
      extra[i] = load.asked()[i] >= REQUESTS_MIN ? load.outside(i) / 1e9 : Double.NaN;
    }
    return new SerialFit.Minutes(rate, worked, extra, false);
  }

  /// Requests wait within their span: calls are work, and what the span takes at rest.
  private static SerialFit.Minutes inside(
      OperationLoad load, int[] instances, double[] poolWaitSeconds) {
    int n = load.count().length;
    double[] rate = new double[n];
    double[] worked = new double[n];
    double[] extra = new double[n];
    for (int i = 0; i < n; i++) {
      rate[i] = rate(load, instances, i);
      worked[i] = Math.min(load.downstream(i), load.response(i)) / 1e9;
      double pool = Double.isNaN(poolWaitSeconds[i]) ? 0 : poolWaitSeconds[i] / load.count()[i];
      extra[i] = Math.max(0, load.own(i) / 1e9 - pool);
    }
    return new SerialFit.Minutes(rate, worked, extra, true);
  }

  private static double rate(OperationLoad load, int[] instances, int at) {
    return load.count()[at] >= REQUESTS_MIN ? load.count()[at] / 60 / instances[at] : Double.NaN;
  }
}
