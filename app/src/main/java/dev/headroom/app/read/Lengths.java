package dev.headroom.app.read;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Lengths of time as people write them on the command line; stateless.
public final class Lengths {
  private static final Pattern FORM = Pattern.compile("(\\d{1,6})([mhd])");

  private Lengths() {}

  /// Whole minutes from `30m`, `2h` or `1d`.
  ///
  /// @throws HeadroomException with `INVALID` that names the option
  public static int minutes(String option, String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new HeadroomException(
          ErrorCode.INVALID, option + " '" + text + "' is not valid; expected e.g. 30m, 2h or 1d");
    }
    int unit =
        switch (form.group(2)) {
          case "m" -> 1;
          case "h" -> 60;
          default -> 1_440;
        };
    return Math.multiplyExact(Integer.parseInt(form.group(1)), unit);
  }
}
