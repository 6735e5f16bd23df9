package dev.headroom.server.ingest;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/// Compresses as clients do. Stateless.
final class Compressed {
  private Compressed() {}

  static byte[] with(ContentCoding coding, byte[] plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      switch (coding) {
        case IDENTITY -> bytes.writeBytes(plain);
        case ZSTD -> bytes.writeBytes(Zstd.compress(plain));
        case GZIP -> write(new GZIPOutputStream(bytes), plain);
        case DEFLATE, ZLIB -> write(new DeflaterOutputStream(bytes), plain);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static void write(OutputStream out, byte[] plain) throws IOException {
    try (out) {
      out.write(plain);
    }
  }
}
