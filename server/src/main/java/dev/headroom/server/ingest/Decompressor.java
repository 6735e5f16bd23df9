package dev.headroom.server.ingest;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.zip.CRC32;
import java.util.zip.Inflater;

/// Unpacks compressed requests into arrays of just their size, never beyond a limit.
///
/// Thread-safe. What a stream claims about its own size is a hint for the first allocation and is
/// checked against what it holds.
final class Decompressor implements AutoCloseable {
  /// The best that deflate can do is 1032 : 1 (zlib's technical notes).
  private static final long DEFLATE_MAX_RATIO = 1032;

  /// Windows of 2^23 bytes are what RFC 8878 asks decoders to support; more costs native memory.
  private static final int ZSTD_WINDOW_LOG_MAX = 23;

  private static final int GZIP_TRAILER_BYTES = 8;

  private final BlockingQueue<Inflater> rawInflaters = new ArrayBlockingQueue<>(16);

  /// Unpacks `data` from `offset` to its end.
  ///
  /// @param maxBytes refused as too large beyond this
  /// @param reservation grows by the size of the result
  byte[] decode(
      ContentCoding coding, byte[] data, int offset, int maxBytes, Reservation reservation) {
    GrowingBytes out = new GrowingBytes(maxBytes, reservation);
    switch (coding) {
      case IDENTITY -> throw new IllegalArgumentException("identity needs no decoding");
      case GZIP -> gunzip(data, offset, out);
      case ZSTD -> unzstd(data, offset, out);
      case DEFLATE, ZLIB -> inflateZlib(data, offset, out);
    }
    return out.toByteArray();
  }

  @Override
  public void close() {
    for (Inflater inflater = rawInflaters.poll();
        inflater != null;
        inflater = rawInflaters.poll()) {
      inflater.end();
    }
  }

  private void gunzip(byte[] data, int offset, GrowingBytes out) {
    out.expect(claimedGzipSize(data, offset));
    Inflater pooled = rawInflaters.poll();
    Inflater inflater = pooled != null ? pooled : new Inflater(true);
    try {
      CRC32 crc = new CRC32();
      int position = offset;
      // RFC 1952 allows several members one after the other.
      do {
        position = gunzipMember(data, position, inflater, crc, out);
        inflater.reset();
        crc.reset();
      } while (position < data.length);
    } finally {
      inflater.reset();
      if (!rawInflaters.offer(inflater)) {
        inflater.end();
      }
    }
  }

  private static int gunzipMember(
      byte[] data, int from, Inflater inflater, CRC32 crc, GrowingBytes out) {
    int start = skipGzipHeader(data, from);
    inflater.setInput(data, start, data.length - start);
    int sizeBefore = out.size();
    out.inflate(inflater, "gzip");
    int trailer = data.length - inflater.getRemaining();
    if (data.length - trailer < GZIP_TRAILER_BYTES) {
      throw malformed("gzip", "the stream ends within its trailer");
    }
    crc.update(out.bytes(), sizeBefore, out.size() - sizeBefore);
    if ((int) crc.getValue() != littleEndian(data, trailer)) {
      throw malformed("gzip", "the checksum does not match");
    }
    if (littleEndian(data, trailer + 4) != out.size() - sizeBefore) {
      throw malformed("gzip", "the length in the trailer does not match");
    }
    return trailer + GZIP_TRAILER_BYTES;
  }

  private static int skipGzipHeader(byte[] data, int from) {
    if (data.length - from < 10
        || data[from] != 0x1f
        || data[from + 1] != (byte) 0x8b
        || data[from + 2] != 8) {
      throw malformed("gzip", "no gzip header at byte " + from);
    }
    int flags = data[from + 3];
    int position = from + 10;
    if ((flags & 4) != 0) {
      requireGzip(data.length - position >= 2);
      position += 2 + (data[position] & 0xff) + ((data[position + 1] & 0xff) << 8);
    }
    for (int zeroTerminated = flags & 24; zeroTerminated != 0; ) {
      requireGzip(position < data.length);
      if (data[position++] == 0) {
        zeroTerminated &= zeroTerminated - 1;
      }
    }
    if ((flags & 2) != 0) {
      position += 2;
    }
    requireGzip(position <= data.length);
    return position;
  }

  private static void requireGzip(boolean complete) {
    if (!complete) {
      throw malformed("gzip", "the stream ends within its header");
    }
  }

  /// What the last member says about its size, if it can be true; else a guess.
  private static long claimedGzipSize(byte[] data, int offset) {
    int compressed = data.length - offset;
    long claimed = compressed < 4 ? 0 : Integer.toUnsignedLong(littleEndian(data, data.length - 4));
    return claimed <= DEFLATE_MAX_RATIO * compressed ? claimed : 4L * compressed;
  }

  private static int littleEndian(byte[] data, int at) {
    return (data[at] & 0xff)
        | (data[at + 1] & 0xff) << 8
        | (data[at + 2] & 0xff) << 16
        | (data[at + 3] & 0xff) << 24;
  }

  private static void inflateZlib(byte[] data, int offset, GrowingBytes out) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(data, offset, data.length - offset);
      out.expect(4L * (data.length - offset));
      out.inflate(inflater, "deflate");
      if (inflater.getRemaining() != 0) {
        throw malformed("deflate", inflater.getRemaining() + " bytes follow the end of the stream");
      }
    } finally {
      inflater.end();
    }
  }

  private static void unzstd(byte[] data, int offset, GrowingBytes out) {
    int compressed = data.length - offset;
    if (compressed == 0) {
      throw malformed("zstd", "it is empty");
    }
    try {
      long claimed = Zstd.getFrameContentSize(data, offset, compressed);
      out.expect(claimed >= 0 ? claimed : 4L * compressed);
      try (ZstdInputStreamNoFinalizer in =
          new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(data, offset, compressed))) {
        in.setLongMax(ZSTD_WINDOW_LOG_MAX);
        out.readAll(in);
      }
    } catch (ZstdException | IOException broken) {
      throw malformed("zstd", String.valueOf(broken.getMessage()));
    } catch (LinkageError unavailable) {
      throw new RefusedException(
          RefusalReason.UNSUPPORTED, "zstd is not available on this machine: " + unavailable);
    }
  }

  static RefusedException malformed(String coding, String detail) {
    return new RefusedException(
        RefusalReason.MALFORMED, "the " + coding + " stream cannot be decompressed: " + detail);
  }
}
