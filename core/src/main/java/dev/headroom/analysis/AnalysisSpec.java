package dev.headroom.analysis;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.util.regex.Pattern;

/// What an analysis is.
///
/// @param id lower case with hyphens; part of every fingerprint, so it never changes
/// @param title a few words, as a heading
/// @param description what it looks for and how, in one or two sentences
public record AnalysisSpec(String id, String title, String description) {
  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  public AnalysisSpec {
    if (!ID.matcher(id).matches()) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "analysis id '" + id + "'; expected lower case letters, digits and hyphens");
    }
  }
}
