package dev.headroom.server.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// The output of one decompression: grows up to a limit, and holds a reservation for what it takes.
final class GrowingBytes {
  private final int maxBytes;
  private final Reservation reservation;
  private byte[] bytes = {};
  private int size;

  GrowingBytes(int maxBytes, Reservation reservation) {
    this.maxBytes = maxBytes;
    this.reservation = reservation;
  }

  /// Makes room for what is probably coming.
  void expect(long likelySize) {
    if (likelySize > 0) {
      resize((int) Math.min(likelySize, maxBytes));
    }
  }

  byte[] bytes() {
    return bytes;
  }

  int size() {
    return size;
  }

  byte[] toByteArray() {
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }

  /// Appends all that the inflater yields until its stream ends.
  void inflate(Inflater inflater, String coding) {
    byte[] probe = new byte[1];
    try {
      while (!inflater.finished()) {
        if (size < bytes.length) {
          int count = inflater.inflate(bytes, size, bytes.length - size);
          size += count;
          if (count == 0) {
            requireProgress(inflater, coding);
          }
        } else if (inflater.inflate(probe, 0, 1) == 1) {
          // A stream that ends just where the array does must not make it grow.
          append(probe[0]);
        } else {
          requireProgress(inflater, coding);
        }
      }
    } catch (DataFormatException broken) {
      throw Decompressor.malformed(coding, String.valueOf(broken.getMessage()));
    }
  }

  private static void requireProgress(Inflater inflater, String coding) {
    if (inflater.needsDictionary()) {
      throw Decompressor.malformed(coding, "it needs a preset dictionary");
    }
    if (inflater.needsInput() && !inflater.finished()) {
      throw Decompressor.malformed(coding, "the stream ends early");
    }
  }

  /// Appends all of the stream.
  void readAll(InputStream in) throws IOException {
    while (true) {
      if (size < bytes.length) {
        int count = in.read(bytes, size, bytes.length - size);
        if (count < 0) {
          return;
        }
        size += count;
      } else {
        int next = in.read();
        if (next < 0) {
          return;
        }
        append((byte) next);
      }
    }
  }

  private void append(byte next) {
    if (size >= maxBytes) {
      throw new RefusedException(
          RefusalReason.TOO_LARGE,
          "the request is larger than " + maxBytes + " bytes after decompression");
    }
    resize((int) Math.min(maxBytes, Math.max(1024, 2L * bytes.length)));
    bytes[size++] = next;
  }

  private void resize(int capacity) {
    reservation.grow(capacity - bytes.length);
    bytes = Arrays.copyOf(bytes, capacity);
  }
}
