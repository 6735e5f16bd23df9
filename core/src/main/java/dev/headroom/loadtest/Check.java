package dev.headroom.loadtest;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The checks that parts of a test share; what they refuse names the field, the value and what was
/// expected.
final class Check {
  private Check() {}

  static HeadroomException invalid(String field, @Nullable Object value, String expected) {
    return new HeadroomException(
        ErrorCode.INVALID, field + " is '" + value + "'; expected " + expected);
  }

  /// The text without blanks around it.
  static String text(String field, String text) {
    String stripped = text.strip();
    if (stripped.length() > CapacityTest.LONGEST_TEXT) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          field
              + " has "
              + stripped.length()
              + " characters; expected at most "
              + CapacityTest.LONGEST_TEXT);
    }
    return stripped;
  }

  static List<String> sentences(String field, List<String> sentences) {
    if (sentences.size() > CapacityTest.MOST_SENTENCES) {
      throw invalid(field, sentences.size() + " of them", "at most " + CapacityTest.MOST_SENTENCES);
    }
    return sentences.stream().map(each -> text(field, each)).toList();
  }

  static void positive(String field, @Nullable Double value) {
    if (value != null && !(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw invalid(field, value, "a number above 0");
    }
  }

  static void amount(String field, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw invalid(field, value, "a number, 0 or more");
    }
  }

  static void nanos(String field, @Nullable Long value) {
    if (value != null && value < 0) {
      throw invalid(field, value, "whole nanoseconds, 0 or more");
    }
  }
}
