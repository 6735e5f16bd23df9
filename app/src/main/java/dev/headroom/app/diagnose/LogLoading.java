package dev.headroom.app.diagnose;

import dev.headroom.analysis.diagnosis.ChangeFact;
import dev.headroom.analysis.diagnosis.LogFact;
import dev.headroom.analysis.diagnosis.NodeNames;
import dev.headroom.rollup.log.TemplateMiner;
import dev.headroom.signal.LogRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// Keeps warnings and errors, by template, and events that tell of changes (`deployment`, `change`,
/// `feature_flag`, … in the name of the event).
final class LogLoading {
  private static final int WARN = 13;
  private static final int TEMPLATES = 1000;
  private static final Pattern TROUBLE =
      Pattern.compile("(?i)\\b(error|exception|fail(ed|ure)?|fatal|panic|timed? ?out|refused)\\b");
  private static final Pattern CHANGE =
      Pattern.compile("(?i)(deploy|rollout|release|config|change|feature_flag|scal(e|ing))");

  private final List<LogRecord> troubles = new ArrayList<>();
  private final List<ChangeFact> changes = new ArrayList<>();

  void add(LogRecord log) {
    String node = NodeNames.of(log.resource(), log.attributes());
    if (node.isEmpty()) {
      return;
    }
    if (!log.eventName().isEmpty() && CHANGE.matcher(log.eventName()).find()) {
      String body = log.body().asText();
      String what = log.eventName() + (body.isBlank() ? "" : " '" + body + "'");
      changes.add(new ChangeFact(node, log.timeNanos(), what));
    } else if (isTrouble(log)) {
      troubles.add(log);
    }
  }

  private static boolean isTrouble(LogRecord log) {
    if (log.severity() > 0) {
      return log.severity() >= WARN;
    }
    String word = log.severityText().toLowerCase(Locale.ROOT);
    return word.isEmpty()
        ? TROUBLE.matcher(log.body().asText()).find()
        : word.startsWith("warn") || word.startsWith("err") || word.startsWith("fatal");
  }

  List<ChangeFact> changes() {
    return changes;
  }

  /// Templates are learned from all lines first, so that early lines get the final ones.
  List<LogFact> logs() {
    Map<String, TemplateMiner> miners = new HashMap<>();
    troubles.sort(Comparator.comparingLong(LogRecord::timeNanos));
    troubles.forEach(log -> learn(miners, log));
    return troubles.stream()
        .map(log -> new LogFact(node(log), log.timeNanos(), learn(miners, log), 1))
        .toList();
  }

  private static String learn(Map<String, TemplateMiner> miners, LogRecord log) {
    String line = log.body().asText().lines().findFirst().orElse("");
    return miners.computeIfAbsent(node(log), _ -> new TemplateMiner(TEMPLATES)).learn(line);
  }

  private static String node(LogRecord log) {
    return NodeNames.of(log.resource(), log.attributes());
  }
}
