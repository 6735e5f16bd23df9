package dev.headroom.engine.analysis;

import dev.headroom.analysis.Analysis;
import dev.headroom.analysis.ModelView;
import dev.headroom.finding.Finding;
import dev.headroom.finding.FindingRecord;
import dev.headroom.finding.Fingerprint;
import dev.headroom.query.AnalysisReader.Entry;
import dev.headroom.query.AnalysisReader.Last;
import dev.headroom.query.ModelViews.GivenUpException;
import dev.headroom.store.FindingLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Runs all analyses once and keeps what they found. An analysis that fails makes a finding about
/// itself; the others go on. Not thread-safe: runs take turns.
final class Analyst {
  /// What one analysis may find in one run; what is more is left out, and said.
  static final int FINDINGS_PER_ANALYSIS = 500;

  /// How long a finding that is gone is remembered.
  static final Duration REMEMBERED = Duration.ofDays(90);

  private final Parts parts;
  private Instant judgedUpTo = Instant.MIN;

  /// What it is put together from.
  ///
  /// @param steps what is done after each run, in order
  /// @param nanos a monotonic clock for durations
  /// @param failed told of every failure that is not only a finding
  record Parts(
      List<Analysis> analyses,
      FindingLog log,
      List<AnalysisStep> steps,
      LongSupplier nanos,
      Consumer<Throwable> failed) {}

  /// What a run left.
  ///
  /// @param entries one per analysis, in their order
  record Result(List<Entry> entries, Last last) {}

  Analyst(Parts parts) {
    this.parts = parts;
  }

  /// What one run found.
  ///
  /// @param found by fingerprint
  /// @param told ids of the analyses that came to their end
  private record Found(Map<Fingerprint, Finding> found, Set<String> told, List<Entry> entries) {}

  /// @throws GivenUpException when the view does; nothing is kept then
  Result run(ModelView view, Instant now) {
    long start = parts.nanos().getAsLong();
    Found found = find(view);
    String problem = "";
    try {
      keep(view, found, now);
    } catch (GivenUpException e) {
      throw e;
    } catch (RuntimeException e) {
      parts.failed().accept(e);
      problem = String.valueOf(e.getMessage());
    }
    if (problem.isEmpty()) {
      step(view, now);
    }
    long nanos = parts.nanos().getAsLong() - start;
    return new Result(
        found.entries(), new Last(now, nanos, view.window(), view.history(), problem));
  }

  private Found find(ModelView view) {
    Found all = new Found(new LinkedHashMap<>(), new HashSet<>(), new ArrayList<>());
    for (Analysis analysis : parts.analyses()) {
      long start = parts.nanos().getAsLong();
      String id = analysis.spec().id();
      List<Finding> findings = List.of();
      String failure = "";
      try {
        findings = analysis.analyze(view);
        all.told().add(id);
      } catch (GivenUpException e) {
        throw e;
      } catch (RuntimeException | StackOverflowError e) {
        failure = e.toString();
        Finding about = FailedAnalysis.finding(analysis.spec(), e, view.window());
        all.found().put(about.fingerprint(), about);
      }
      findings.stream()
          .limit(FINDINGS_PER_ANALYSIS)
          .forEach(finding -> all.found().putIfAbsent(finding.fingerprint(), finding));
      all.entries()
          .add(
              new Entry(
                  analysis.spec(), parts.nanos().getAsLong() - start, findings.size(), failure));
    }
    return all;
  }

  private void keep(ModelView view, Found found, Instant now) {
    Map<Fingerprint, FindingRecord> known = new LinkedHashMap<>();
    parts.log().all().forEach(record -> known.put(record.fingerprint(), record));
    List<FindingRecord> changed = new ArrayList<>();
    found
        .found()
        .forEach((fingerprint, finding) -> {
          FindingRecord before = known.get(fingerprint);
          changed.add(
              before == null ? FindingRecord.first(finding, now) : before.seen(finding, now));
        });
    // Looking twice at the same minutes tells nothing new.
    if (view.window().to().isAfter(judgedUpTo)) {
      judgedUpTo = view.window().to();
      missed(view, found, List.copyOf(known.values())).stream()
          .map(record -> record.missed(now))
          .forEach(changed::add);
    }
    parts.log().keep(changed);
    var _ = parts.log().forget(now.minus(REMEMBERED));
  }

  /// Those that would have been found if they still were.
  private static List<FindingRecord> missed(
      ModelView view, Found found, List<FindingRecord> known) {
    List<FindingRecord> silent =
        known.stream()
            .filter(FindingRecord::open)
            .filter(record -> !found.found().containsKey(record.fingerprint()))
            .filter(record ->
                found.told().contains(record.finding().analysis())
                    || FailedAnalysis.isOver(record.finding(), found.told()))
            .toList();
    Heard heard = Heard.in(view, silent);
    return silent.stream()
        .filter(record ->
            FailedAnalysis.isOver(record.finding(), found.told())
                || heard.of(record.finding().subject().service()))
        .toList();
  }

  private void step(ModelView view, Instant now) {
    List<FindingRecord> records = parts.log().all();
    for (AnalysisStep step : parts.steps()) {
      try {
        step.after(view, records, now);
      } catch (GivenUpException e) {
        throw e;
      } catch (RuntimeException e) {
        parts.failed().accept(e);
      }
    }
  }
}
