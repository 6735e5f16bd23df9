package dev.headroom.store.embedded.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads the records of one segment in order. A stretch that cannot be read is skipped up to the
/// next valid record, if there is one. Not thread-safe.
final class RecordScanner {
  private static final int CHUNK = 1 << 20;

  private final SegmentFile file;
  private final long base;
  private final long limit;
  private byte[] chunk = new byte[CHUNK];
  private long chunkFrom;
  private int chunkBytes;
  private long offset;
  private long goodEnd;
  private int damages;
  private long damagedBytes;

  /// @param base position of the file's first byte
  /// @param from offset of a record in the file
  /// @param limit offset behind the last record
  RecordScanner(SegmentFile file, long base, long from, long limit) {
    this.file = file;
    this.base = base;
    this.offset = from;
    this.goodEnd = from;
    this.limit = limit;
  }

  /// The next valid record, null when no other follows.
  @Nullable RecordHeader next() throws IOException {
    long at = offset;
    RecordHeader header = at < limit ? valid(at) : null;
    if (header == null && at < limit) {
      header = seek(at + 1);
      if (header != null) {
        damages++;
        damagedBytes += header.position() - RecordHeader.BYTES - base - at;
      }
    }
    if (header == null) {
      return null;
    }
    offset = header.position() - base + header.length();
    goodEnd = offset;
    return header;
  }

  private @Nullable RecordHeader seek(long from) throws IOException {
    byte first = (byte) (RecordHeader.MAGIC >>> 24);
    for (long at = from; at + RecordHeader.BYTES <= limit; at++) {
      if (ensure(at, RecordHeader.BYTES) && chunk[(int) (at - chunkFrom)] == first) {
        RecordHeader header = valid(at);
        if (header != null) {
          return header;
        }
      }
    }
    return null;
  }

  private @Nullable RecordHeader valid(long at) throws IOException {
    if (at + RecordHeader.BYTES > limit || !ensure(at, RecordHeader.BYTES)) {
      return null;
    }
    RecordHeader header =
        RecordHeader.read(
            ByteBuffer.wrap(chunk),
            (int) (at - chunkFrom),
            base + at + RecordHeader.BYTES,
            limit - at - RecordHeader.BYTES);
    if (header == null || !ensure(at, RecordHeader.BYTES + header.length())) {
      return null;
    }
    return header.matches(chunk, (int) (at - chunkFrom)) ? header : null;
  }

  /// Has the bytes in the chunk, if the file has them.
  private boolean ensure(long at, int bytes) throws IOException {
    if (at >= chunkFrom && at + bytes <= chunkFrom + chunkBytes) {
      return true;
    }
    if (bytes > chunk.length) {
      chunk = new byte[bytes];
    }
    chunkFrom = at;
    chunkBytes = 0;
    int wanted = (int) Math.min(chunk.length, limit - at);
    while (chunkBytes < wanted) {
      int read =
          file.read(ByteBuffer.wrap(chunk, chunkBytes, wanted - chunkBytes), at + chunkBytes);
      if (read < 0) {
        break;
      }
      chunkBytes += read;
    }
    return bytes <= chunkBytes;
  }

  /// The payload of the record that [#next] gave last.
  byte[] payload(RecordHeader header) {
    int at = (int) (header.position() - base - chunkFrom);
    return Arrays.copyOfRange(chunk, at, at + header.length());
  }

  /// The offset behind the last valid record.
  long goodEnd() {
    return goodEnd;
  }

  /// How many stretches were skipped.
  int damages() {
    return damages;
  }

  /// How many bytes were skipped.
  long damagedBytes() {
    return damagedBytes;
  }
}
