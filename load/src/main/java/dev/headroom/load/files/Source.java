package dev.headroom.load.files;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/// The lines of a file, one by one, with their numbers; a line that is absurdly long is refused
/// before it fills the memory.
final class Source {
  private static final int LONGEST = 1 << 20;

  private final String name;
  private final Reader reader;
  private int line;
  private boolean ended;

  Source(String name, Reader reader) {
    this.name = name;
    this.reader = reader;
  }

  /// The next line that is not blank; null at the end.
  @Nullable String next() throws IOException {
    while (!ended) {
      line++;
      String text = read();
      if (!text.isBlank()) {
        return text;
      }
    }
    return null;
  }

  private String read() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int c = reader.read(); ; c = reader.read()) {
      if (c < 0) {
        ended = true;
        return text.toString();
      }
      if (c == '\n') {
        return text.toString();
      }
      if (c != '\r') {
        text.append((char) c);
      }
      if (text.length() > LONGEST) {
        throw wrong("longer than a million characters", "lines of a result file");
      }
    }
  }

  String name() {
    return name;
  }

  /// What is wrong with the line that was read last.
  HeadroomException wrong(String found, String expected) {
    return new HeadroomException(
        ErrorCode.INVALID, name + ":" + line + " is " + found + "; expected " + expected);
  }
}
