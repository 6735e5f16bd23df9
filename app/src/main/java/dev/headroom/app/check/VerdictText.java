package dev.headroom.app.check;

import dev.headroom.app.check.Examination.Looked;
import dev.headroom.app.check.Verdict.Judged;
import dev.headroom.app.check.Verdict.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A verdict in sentences, for terminals and, in parts, for Markdown. Stateless.
final class VerdictText {
  private VerdictText() {}

  static String of(Verdict verdict) {
    StringBuilder text = new StringBuilder();
    for (Judged judged : verdict.findings()) {
      Seen seen = judged.finding();
      text.append(
          String.format(
              "%-6s  %-8s  %s  %s  %s%n        %s%n",
              judged.state(),
              lower(seen.severity()),
              seen.analysis(),
              seen.where(),
              seen.fingerprint(),
              seen.claim()));
      if (judged.state() == State.NEW || judged.state() == State.WORSE) {
        detail(seen).forEach(line -> text.append("        ").append(line).append('\n'));
      }
    }
    if (!verdict.findings().isEmpty()) {
      text.append('\n');
    }
    notes(verdict).forEach(line -> text.append(line).append('\n'));
    return text.append(headline(verdict)).append('\n').toString();
  }

  static String lower(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT);
  }

  /// What speaks for it and what would help, a line each.
  static List<String> detail(Seen seen) {
    List<String> lines = new ArrayList<>();
    if (!seen.rule().isEmpty()) {
      lines.add("rule: " + seen.rule());
    }
    if (!seen.traces().isEmpty()) {
      lines.add("traces: " + String.join(", ", seen.traces()));
    }
    lines.add("remedy: " + (seen.advice().isEmpty() ? "none known" : seen.advice()));
    return lines;
  }

  /// The answer in one sentence.
  static String headline(Verdict verdict) {
    if (verdict.failing() > 0) {
      return "failed: "
          + verdict.failing()
          + " new or worse at or above "
          + lower(verdict.failOn());
    }
    return verdict.passed()
        ? "passed: nothing new at or above " + lower(verdict.failOn())
        : "failed: not every analysis came to its end";
  }

  /// What was looked at and what could not be told, a sentence each.
  static List<String> notes(Verdict verdict) {
    List<String> lines = new ArrayList<>(looked("run", verdict.run()));
    if (verdict.baseline() != null) {
      lines.addAll(looked("baseline", verdict.baseline()));
    }
    if (!verdict.compared()) {
      lines.add("no baseline: everything that was found is new");
    }
    return lines;
  }

  private static List<String> looked(String name, Looked looked) {
    List<String> lines = new ArrayList<>();
    lines.add(
        name
            + ": "
            + counted(looked.traces(), "trace")
            + " of "
            + counted(looked.routes(), "route")
            + " from "
            + looked.from()
            + " to "
            + looked.to()
            + (looked.rejected() > 0 ? "; " + looked.rejected() + " items were rejected" : ""));
    looked
        .few()
        .forEach(few ->
            lines.add(
                name
                    + ": too few to tell much: "
                    + counted(few.traces(), "trace")
                    + " of "
                    + few.service()
                    + " "
                    + few.operation()
                    + "; most analyses of traces want "
                    + Examiner.FEW));
    looked
        .blindSpots()
        .forEach(spot ->
            lines.add(
                name
                    + ": could not be told without "
                    + spot.missing()
                    + " ("
                    + String.join(", ", spot.services())
                    + "): "
                    + spot.unseen()));
    looked
        .failed()
        .forEach(failed ->
            lines.add(name + ": analysis " + failed.analysis() + " failed: " + failed.why()));
    return lines;
  }

  private static String counted(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
