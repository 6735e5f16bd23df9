package dev.headroom.store.embedded;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.outcome.Comparison;
import dev.headroom.outcome.Measurement;
import dev.headroom.outcome.Metric;
import dev.headroom.outcome.Proof;
import dev.headroom.outcome.Registration;
import dev.headroom.outcome.Registration.Predicted;
import dev.headroom.outcome.SideEffect;
import dev.headroom.outcome.TimeMatch;
import dev.headroom.outcome.Verdict;
import dev.headroom.plan.EditKind;
import dev.headroom.plan.ProposalId;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.stat.Interval;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Proofs as bytes: a version, then the fields in order. What a later version writes otherwise gets
/// a later number, and this number stays readable. Stateless.
final class ProofBytes {
  private static final int VERSION = 1;

  private ProofBytes() {}

  static byte[] of(Proof proof) {
    FieldWriter out = new FieldWriter().small(VERSION);
    registration(proof.registration(), out);
    out.text(proof.state().name());
    out.optional(
        proof.change(), change -> out.time(change.at()).text(change.what()).text(change.version()));
    out.whole(proof.looks());
    out.optional(proof.measured(), measured -> measurement(measured, out));
    out.optional(proof.verdict(), verdict -> out.text(verdict.name()));
    return out.list(proof.reasons(), out::text).time(proof.at()).whole(proof.version()).bytes();
  }

  /// @throws HeadroomException with [ErrorCode#INTERNAL] when the bytes are no proof
  static Proof proof(byte[] bytes) {
    try {
      FieldReader in = new FieldReader(bytes);
      int version = in.small();
      if (version != VERSION) {
        throw new IllegalArgumentException("version " + version + "; expected " + VERSION);
      }
      Proof proof =
          new Proof(
              registration(in),
              in.choice(Proof.State.class),
              in.optional(() -> new Proof.Change(in.time(), in.text(), in.text())),
              Math.toIntExact(in.whole()),
              in.optional(() -> measurement(in)),
              in.optional(() -> in.choice(Verdict.class)),
              in.list(in::text),
              in.time(),
              in.whole());
      in.end();
      return proof;
    } catch (RuntimeException e) {
      throw new HeadroomException(
          ErrorCode.INTERNAL, "a stored proof is damaged: " + e.getMessage(), e);
    }
  }

  private static void registration(Registration registration, FieldWriter out) {
    out.text(registration.proposal().value())
        .whole(registration.revision())
        .text(registration.advice())
        .text(registration.analysis())
        .list(new TreeSet<>(registration.edits()), kind -> out.text(kind.name()))
        .text(registration.service().value())
        .text(registration.route().service().value())
        .text(registration.route().operation().value())
        .text(registration.metric().name())
        .text(registration.direction().name())
        .real(registration.minimumEffect());
    out.optional(
        registration.predicted(),
        predicted ->
            out.real(predicted.log())
                .real(predicted.low())
                .real(predicted.high())
                .real(predicted.shift())
                .real(predicted.widening()));
    out.whole(registration.window().toSeconds()).text(registration.who()).time(registration.at());
  }

  private static Registration registration(FieldReader in) {
    return new Registration(
        new ProposalId(in.text()),
        in.whole(),
        in.text(),
        in.text(),
        Set.copyOf(in.list(() -> in.choice(EditKind.class))),
        new ServiceName(in.text()),
        new ServiceOperation(new ServiceName(in.text()), new OperationName(in.text())),
        in.choice(Metric.class),
        in.choice(Registration.Direction.class),
        in.real(),
        in.optional(() -> new Predicted(in.real(), in.real(), in.real(), in.real(), in.real())),
        Duration.ofSeconds(in.whole()),
        in.text(),
        in.time());
  }

  private static void measurement(Measurement measured, FieldWriter out) {
    window(measured.before(), out);
    window(measured.after(), out);
    out.optional(measured.valueBefore(), out::real);
    out.optional(measured.valueAfter(), out::real);
    out.real(measured.requestsBefore()).real(measured.requestsAfter());
    out.optional(measured.comparison(), comparison -> comparison(comparison, out));
    out.list(measured.controls(), out::text)
        .list(
            measured.sideEffects(),
            sideEffect -> {
              out.text(sideEffect.what())
                  .text(sideEffect.metric().name())
                  .text(sideEffect.state().name());
              out.optional(sideEffect.comparison(), comparison -> comparison(comparison, out));
            });
    Measurement.Chart chart = measured.chart();
    out.whole(chart.start())
        .whole(chart.step())
        .list(points(chart.values()), out::real)
        .list(points(chart.controls()), out::real);
  }

  private static Measurement measurement(FieldReader in) {
    return new Measurement(
        window(in),
        window(in),
        in.optional(in::real),
        in.optional(in::real),
        in.real(),
        in.real(),
        in.optional(() -> comparison(in)),
        in.list(in::text),
        in.list(() ->
            new SideEffect(
                in.text(),
                in.choice(Metric.class),
                in.choice(SideEffect.State.class),
                in.optional(() -> comparison(in)))),
        new Measurement.Chart(
            in.whole(), in.whole(), in.list(() -> point(in)), in.list(() -> point(in))));
  }

  /// A point that was not measured is written as no number.
  private static List<Double> points(List<@Nullable Double> values) {
    List<Double> points = new ArrayList<>();
    for (Double value : values) {
      points.add(value == null ? Double.NaN : value);
    }
    return points;
  }

  private static @Nullable Double point(FieldReader in) {
    double value = in.real();
    return Double.isNaN(value) ? null : Double.valueOf(value);
  }

  private static void window(TimeWindow window, FieldWriter out) {
    out.time(window.from()).time(window.to());
  }

  private static TimeWindow window(FieldReader in) {
    return new TimeWindow(in.time(), in.time());
  }

  private static void comparison(Comparison comparison, FieldWriter out) {
    out.real(comparison.log())
        .real(comparison.interval().low())
        .real(comparison.interval().high())
        .text(comparison.match().name())
        .real(comparison.coverage())
        .whole(comparison.slicesBefore())
        .whole(comparison.slicesAfter())
        .whole(comparison.controls())
        .whole(comparison.blockSeconds())
        .real(comparison.loadSlope());
  }

  private static Comparison comparison(FieldReader in) {
    return new Comparison(
        in.real(),
        new Interval(in.real(), in.real()),
        in.choice(TimeMatch.class),
        in.real(),
        Math.toIntExact(in.whole()),
        Math.toIntExact(in.whole()),
        Math.toIntExact(in.whole()),
        in.whole(),
        in.real());
  }
}
