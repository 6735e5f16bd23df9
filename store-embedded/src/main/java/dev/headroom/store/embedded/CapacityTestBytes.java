package dev.headroom.store.embedded;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.loadtest.CapacityTest;
import dev.headroom.loadtest.CapacityTest.Ceiling;
import dev.headroom.loadtest.CapacityTest.Point;
import dev.headroom.loadtest.CapacityTest.Tested;
import dev.headroom.loadtest.CapacityTest.Verdict;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import java.time.Duration;

/// Results of load tests as bytes: a version, then the fields in order. What a later version writes
/// otherwise gets a later number, and this number stays readable. Stateless.
final class CapacityTestBytes {
  private static final int VERSION = 1;

  private CapacityTestBytes() {}

  static byte[] of(CapacityTest test) {
    FieldWriter out = new FieldWriter().small(VERSION);
    out.text(test.id()).time(test.at()).text(test.kind().name());
    tested(test.tested(), out);
    return out.text(test.objective())
        .text(test.answer())
        .list(test.details(), out::text)
        .optional(
            test.ceiling(),
            ceiling ->
                out.real(ceiling.perSecond())
                    .real(ceiling.low())
                    .optional(ceiling.high(), out::real))
        .optional(test.capacityPerSecond(), out::real)
        .flag(test.failed())
        .list(test.points(), point -> point(point, out))
        .list(test.doubts(), out::text)
        .text(test.command())
        .bytes();
  }

  /// @throws HeadroomException with [ErrorCode#INTERNAL] when the bytes are no test
  static CapacityTest test(byte[] bytes) {
    try {
      FieldReader in = new FieldReader(bytes);
      int version = in.small();
      if (version != VERSION) {
        throw new IllegalArgumentException("version " + version + "; expected " + VERSION);
      }
      CapacityTest test =
          new CapacityTest(
              in.text(),
              in.time(),
              in.choice(CapacityTest.Kind.class),
              tested(in),
              in.text(),
              in.text(),
              in.list(in::text),
              in.optional(() -> new Ceiling(in.real(), in.real(), in.optional(in::real))),
              in.optional(in::real),
              in.flag(),
              in.list(() -> point(in)),
              in.list(in::text),
              in.text());
      in.end();
      return test;
    } catch (RuntimeException e) {
      throw new HeadroomException(
          ErrorCode.INTERNAL, "a stored capacity test is damaged: " + e.getMessage(), e);
    }
  }

  private static void tested(Tested tested, FieldWriter out) {
    out.text(tested.target())
        .optional(
            tested.route(),
            route -> out.text(route.service().value()).text(route.operation().value()))
        .text(tested.version())
        .text(tested.environment());
  }

  private static Tested tested(FieldReader in) {
    return new Tested(
        in.text(),
        in.optional(
            () -> new ServiceOperation(new ServiceName(in.text()), new OperationName(in.text()))),
        in.text(),
        in.text());
  }

  private static void point(Point point, FieldWriter out) {
    out.real(point.ratePerSecond())
        .whole(point.length().toNanos())
        .real(point.throughputPerSecond())
        .real(point.inFlight())
        .optional(point.p50Nanos(), out::whole)
        .optional(point.p99Nanos(), out::whole)
        .real(point.failedShare())
        .optional(point.verdict(), verdict -> out.text(verdict.name()));
  }

  private static Point point(FieldReader in) {
    return new Point(
        in.real(),
        Duration.ofNanos(in.whole()),
        in.real(),
        in.real(),
        in.optional(in::whole),
        in.optional(in::whole),
        in.real(),
        in.optional(() -> in.choice(Verdict.class)));
  }
}
