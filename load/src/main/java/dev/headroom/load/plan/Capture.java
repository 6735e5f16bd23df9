package dev.headroom.load.plan;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A value taken from an answer for later requests of the same scenario.
///
/// @param variable the place of the variable among those of the plan
public record Capture(String name, int variable, Source source) {

  /// Where the value is.
  public sealed interface Source {
    /// The value, or null when the answer has none.
    @Nullable String from(Answer answer);

    /// Whether the body must be kept for it.
    default boolean needsBody() {
      return true;
    }
  }

  /// The value at a place of a JSON body.
  public record Json(JsonPointer pointer) implements Source {
    @Override
    public @Nullable String from(Answer answer) {
      JsonNode found = answer.json().at(pointer);
      return found.isValueNode() && !found.isNull() ? found.asText() : null;
    }
  }

  /// The first group of a pattern found in the body, or all of it when there is no group.
  public record Regex(Pattern pattern) implements Source {
    @Override
    public @Nullable String from(Answer answer) {
      Matcher found = pattern.matcher(answer.text());
      return found.find() ? found.group(Math.min(1, found.groupCount())) : null;
    }
  }

  /// A header of the answer.
  public record Header(String name) implements Source {
    @Override
    public @Nullable String from(Answer answer) {
      return answer.header(name);
    }

    @Override
    public boolean needsBody() {
      return false;
    }
  }
}
