package dev.headroom.query;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Writes and reads the opaque texts that continue a list. They carry a letter for the sort of list
/// and its numbers, so that a cursor of one list is refused by another.
final class Cursors {
  private static final Pattern FORM = Pattern.compile("[a-z](:-?\\d{1,19})+");

  private Cursors() {}

  static String write(char list, long... numbers) {
    StringBuilder text = new StringBuilder().append(list);
    for (long number : numbers) {
      text.append(':').append(number);
    }
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.toString().getBytes(StandardCharsets.US_ASCII));
  }

  static long[] read(char list, int count, String cursor) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
      if (FORM.matcher(text).matches() && text.charAt(0) == list) {
        String[] parts = text.substring(2).split(":", -1);
        if (parts.length == count) {
          long[] numbers = new long[count];
          for (int i = 0; i < count; i++) {
            numbers[i] = Long.parseLong(parts[i]);
          }
          return numbers;
        }
      }
    } catch (IllegalArgumentException e) {
      throw refused(cursor, e);
    }
    throw refused(cursor, null);
  }

  private static HeadroomException refused(String cursor, @Nullable Throwable cause) {
    String message = "cursor '" + cursor + "' is none of this list; expected a nextCursor as given";
    return cause == null
        ? new HeadroomException(ErrorCode.INVALID, message)
        : new HeadroomException(ErrorCode.INVALID, message, cause);
  }
}
