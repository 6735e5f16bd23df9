package dev.headroom.store.embedded;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// Compresses payloads with raw deflate; stateless.
final class Packing {
  private Packing() {}

  static byte[] pack(byte[] bytes) {
    try (Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true)) {
      deflater.setInput(bytes);
      deflater.finish();
      byte[] packed = new byte[Math.max(64, bytes.length / 2)];
      int size = 0;
      while (!deflater.finished()) {
        if (size == packed.length) {
          packed = Arrays.copyOf(packed, packed.length * 2);
        }
        size += deflater.deflate(packed, size, packed.length - size);
      }
      return Arrays.copyOf(packed, size);
    }
  }

  /// @param size of the original
  static byte[] unpack(byte[] packed, int size) {
    byte[] bytes = new byte[size];
    try (Inflater inflater = new Inflater(true)) {
      inflater.setInput(packed);
      int done = 0;
      while (done < size) {
        int read = inflater.inflate(bytes, done, size - done);
        if (read == 0) {
          throw new HeadroomException(
              ErrorCode.INTERNAL, "a stored payload ends after " + done + " of " + size + " bytes");
        }
        done += read;
      }
      return bytes;
    } catch (DataFormatException e) {
      throw new HeadroomException(ErrorCode.INTERNAL, "a stored payload is damaged", e);
    }
  }
}
