package dev.headroom.store.embedded;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.finding.Coverage;
import dev.headroom.finding.Finding;
import dev.headroom.finding.FindingRecord;
import dev.headroom.finding.FindingRecord.Sighting;
import dev.headroom.finding.Impact;
import dev.headroom.finding.Remedy;
import dev.headroom.finding.Severity;
import dev.headroom.finding.Subject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Findings with their life as bytes: a version, then the fields in order. What a later version
/// writes otherwise gets a later number, and this number stays readable. Stateless.
final class FindingBytes {
  private static final int VERSION = 1;

  private FindingBytes() {}

  static byte[] of(FindingRecord record) {
    FieldWriter out = new FieldWriter().small(VERSION);
    finding(record.finding(), out);
    out.time(record.firstSeen()).time(record.lastSeen());
    Instant gone = record.goneSince();
    out.flag(gone != null);
    if (gone != null) {
      out.time(gone);
    }
    return out.whole(record.misses())
        .whole(record.reopened())
        .list(record.history(), sighting -> sighting(sighting, out))
        .bytes();
  }

  /// @throws HeadroomException with [ErrorCode#INTERNAL] when the bytes are no record
  static FindingRecord record(byte[] bytes) {
    try {
      FieldReader in = new FieldReader(bytes);
      int version = in.small();
      if (version != VERSION) {
        throw new IllegalArgumentException("version " + version + "; expected " + VERSION);
      }
      FindingRecord record =
          new FindingRecord(
              finding(in),
              in.time(),
              in.time(),
              in.flag() ? in.time() : null,
              Math.toIntExact(in.whole()),
              Math.toIntExact(in.whole()),
              in.list(() -> sighting(in)));
      in.end();
      return record;
    } catch (RuntimeException e) {
      throw new HeadroomException(
          ErrorCode.INTERNAL, "a stored finding is damaged: " + e.getMessage(), e);
    }
  }

  private static void finding(Finding finding, FieldWriter out) {
    out.text(finding.analysis());
    subject(finding.subject(), out);
    out.text(finding.claim()).text(finding.severity().name()).real(finding.confidence());
    impact(finding.impact(), out);
    out.list(finding.evidence(), evidence -> EvidenceBytes.write(evidence, out))
        .list(finding.remedies(), remedy -> remedy(remedy, out))
        .text(finding.rule())
        .text(finding.refutation());
    Coverage coverage = finding.coverage();
    out.time(coverage.window().from())
        .time(coverage.window().to())
        .whole(coverage.items())
        .text(coverage.of())
        .real(coverage.share());
  }

  private static Finding finding(FieldReader in) {
    return new Finding(
        in.text(),
        subject(in),
        in.text(),
        in.choice(Severity.class),
        in.real(),
        impact(in),
        in.list(() -> EvidenceBytes.read(in)),
        in.list(() -> remedy(in)),
        in.text(),
        in.text(),
        new Coverage(new TimeWindow(in.time(), in.time()), in.whole(), in.text(), in.real()));
  }

  private static void subject(Subject subject, FieldWriter out) {
    out.text(subject.service().value());
    operation(subject.operation(), out);
    out.text(subject.detail());
  }

  private static Subject subject(FieldReader in) {
    return new Subject(new ServiceName(in.text()), operation(in), in.text());
  }

  /// An operation that may be missing: no operation is called by an empty name.
  static void operation(@Nullable OperationName operation, FieldWriter out) {
    out.text(operation == null ? "" : operation.value());
  }

  static @Nullable OperationName operation(FieldReader in) {
    String name = in.text();
    return name.isEmpty() ? null : new OperationName(name);
  }

  private static void impact(Impact impact, FieldWriter out) {
    out.list(
            impact.routes(),
            route ->
                out.text(route.service().value())
                    .text(route.operation().value())
                    .real(route.nanosPerRequest())
                    .real(route.share()))
        .real(impact.perSecond());
  }

  private static Impact impact(FieldReader in) {
    return new Impact(
        in.list(() ->
            new Impact.OnRoute(
                new ServiceName(in.text()), new OperationName(in.text()), in.real(), in.real())),
        in.real());
  }

  private static void remedy(Remedy remedy, FieldWriter out) {
    out.text(remedy.advice())
        .text(remedy.effort().name())
        .text(remedy.risk().name())
        .list(remedy.edits(), edit -> EditBytes.write(edit, out));
  }

  private static Remedy remedy(FieldReader in) {
    return new Remedy(
        in.text(),
        in.choice(Remedy.Level.class),
        in.choice(Remedy.Level.class),
        in.list(() -> EditBytes.read(in)));
  }

  private static void sighting(Sighting sighting, FieldWriter out) {
    out.time(sighting.at())
        .text(sighting.severity().name())
        .real(sighting.confidence())
        .real(sighting.nanosPerRequest())
        .real(sighting.perSecond());
  }

  private static Sighting sighting(FieldReader in) {
    return new Sighting(in.time(), in.choice(Severity.class), in.real(), in.real(), in.real());
  }
}
