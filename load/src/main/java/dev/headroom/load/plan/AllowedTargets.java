package dev.headroom.load.plan;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The origins that load may be sent to: those of a file of test targets, and those named a second
/// time on the command line. All others are refused, so that a slip of the pen hits nobody.
///
/// @param origins scheme, host and port of each
public record AllowedTargets(Set<String> origins) {

  public AllowedTargets {
    origins = Set.copyOf(origins);
  }

  /// Reads both. The file has an address per line; blank lines and what follows a `#` do not count.
  public static AllowedTargets of(List<String> named, @Nullable Path file) {
    Set<String> origins = new TreeSet<>();
    named.forEach(url -> origins.add(Target.of("--allow", url).origin()));
    if (file != null) {
      List<String> lines = lines(file);
      for (int i = 0; i < lines.size(); i++) {
        String url = lines.get(i).replaceFirst("#.*", "").strip();
        if (!url.isEmpty()) {
          origins.add(Target.of(file + ":" + (i + 1), url).origin());
        }
      }
    }
    return new AllowedTargets(origins);
  }

  /// Refuses a target that is not among them.
  public void check(Target target) {
    if (!origins.contains(target.origin())) {
      List<String> allowed = new ArrayList<>(new TreeSet<>(origins));
      throw new HeadroomException(
          ErrorCode.INVALID,
          "target is '"
              + target.origin()
              + "', which is no test target ("
              + (allowed.isEmpty() ? "none is listed" : "listed: " + String.join(", ", allowed))
              + "); expected it in the file of --targets, or a second time as --allow "
              + target.origin());
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new HeadroomException(
          ErrorCode.INVALID, "file of targets '" + file + "' cannot be read: " + e.getMessage(), e);
    }
  }
}
