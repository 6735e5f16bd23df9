package dev.headroom.load.plan;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.Pattern;

/// What an answer must be like to count as completed.
public sealed interface Check {

  /// Whether it is.
  boolean holds(Answer answer);

  /// In a few words, for reports of what failed.
  String text();

  /// Whether the body must be kept for it.
  default boolean needsBody() {
    return true;
  }

  /// The status is in one of these ranges.
  record Status(List<Range> ranges) implements Check {
    /// Both ends included.
    public record Range(int low, int high) {
      @Override
      public String toString() {
        return low == high ? "" + low : low + "-" + high;
      }
    }

    /// What is expected unless something else is told.
    public static final Status FINE = new Status(List.of(new Range(200, 399)));

    public Status {
      ranges = List.copyOf(ranges);
    }

    @Override
    public boolean holds(Answer answer) {
      for (Range range : ranges) {
        if (answer.status() >= range.low && answer.status() <= range.high) {
          return true;
        }
      }
      return false;
    }

    @Override
    public String text() {
      return "status " + String.join(",", ranges.stream().map(Range::toString).toList());
    }

    @Override
    public boolean needsBody() {
      return false;
    }
  }

  /// A header, or a trailer, has this value.
  record Header(String name, String value) implements Check {
    @Override
    public boolean holds(Answer answer) {
      return value.equals(answer.header(name));
    }

    @Override
    public String text() {
      return "header " + name + " = " + value;
    }

    @Override
    public boolean needsBody() {
      return false;
    }
  }

  /// The body has this text in it.
  record Contains(String part) implements Check {
    @Override
    public boolean holds(Answer answer) {
      return answer.text().contains(part);
    }

    @Override
    public String text() {
      return "contains '" + part + "'";
    }
  }

  /// The pattern is found in the body.
  record Matches(Pattern pattern) implements Check {
    @Override
    public boolean holds(Answer answer) {
      return pattern.matcher(answer.text()).find();
    }

    @Override
    public String text() {
      return "matches " + pattern;
    }
  }

  /// The JSON at a place has this value, as text.
  record Json(JsonPointer pointer, String value) implements Check {
    @Override
    public boolean holds(Answer answer) {
      JsonNode found = answer.json().at(pointer);
      return found.isValueNode() && found.asText().equals(value);
    }

    @Override
    public String text() {
      return "json " + pointer + " = " + value;
    }
  }
}
