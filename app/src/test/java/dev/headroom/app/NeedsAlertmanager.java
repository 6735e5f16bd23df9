package dev.headroom.app;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/// Runs a test with Alertmanager where there is one. Where there is none it tells how to get it;
/// only on CI (`CI=true`) the test is run all the same, to fail there.
final class NeedsAlertmanager implements ExecutionCondition {
  /// Where Debian's package puts it.
  static final Path PROGRAM = Path.of("/usr/bin/prometheus-alertmanager");

  static final String MISSING =
      "no "
          + PROGRAM
          + "; install it: apt-get install --no-install-recommends prometheus-alertmanager";

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (Files.isExecutable(PROGRAM)) {
      return ConditionEvaluationResult.enabled("there is an Alertmanager");
    }
    if ("true".equals(System.getenv("CI"))) {
      return ConditionEvaluationResult.enabled("CI has to have an Alertmanager");
    }
    LoggerFactory.getLogger(NeedsAlertmanager.class)
        .warn("{} is not run: {}", context.getDisplayName(), MISSING);
    return ConditionEvaluationResult.disabled(MISSING);
  }
}
