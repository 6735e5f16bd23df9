package dev.headroom.app;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/// Runs a test with a browser where there is one. Where there is none it tells how to get it; only
/// on CI (`CI=true`) the test is run all the same, to fail there.
final class NeedsChromium implements ExecutionCondition {
  static final String MISSING =
      "no chromium, chromium-browser or google-chrome on PATH; install it: apt-get install"
          + " chromium";

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");

  /// The browser of this machine.
  static Optional<Path> browser() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .filter(directory -> !directory.isEmpty())
        .flatMap(directory -> NAMES.stream().map(name -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (browser().isPresent()) {
      return ConditionEvaluationResult.enabled("there is a browser");
    }
    if ("true".equals(System.getenv("CI"))) {
      return ConditionEvaluationResult.enabled("CI has to have a browser");
    }
    LoggerFactory.getLogger(NeedsChromium.class)
        .warn("{} is not run: {}", context.getDisplayName(), MISSING);
    return ConditionEvaluationResult.disabled(MISSING);
  }
}
