package dev.headroom.store.embedded.journal;

import dev.headroom.signal.SignalType;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// What stands before each payload: 32 bytes, big-endian.
///
/// ```
///  0  magic "HRJ1"
///  4  CRC-32C of bytes 8 to 31 and the payload
///  8  length of the payload
/// 12  signal: 1 traces, 2 metrics, 3 logs; three zero bytes
/// 16  position of the payload, so that a record is only valid where it was written
/// 24  the journal's clock
/// ```
///
/// @param length of the payload in bytes
/// @param position of the payload
record RecordHeader(int crc, int length, SignalType signal, long position, long clockNanos) {
  static final int BYTES = 32;
  static final int MAGIC = 0x48524a31;
  private static final int CHECKED_FROM = 8;
  private static final SignalType[] SIGNALS = SignalType.values();

  /// Reads the header at the buffer's index; null when there is none that could stand at the
  /// position with so many bytes left behind it.
  static @Nullable RecordHeader read(ByteBuffer in, int at, long position, long left) {
    int length = in.getInt(at + 8);
    int signal = in.getInt(at + 12) >>> 24;
    if (in.getInt(at) != MAGIC
        || in.getLong(at + 16) != position
        || length < 0
        || length > left
        || signal < 1
        || signal > SIGNALS.length) {
      return null;
    }
    return new RecordHeader(
        in.getInt(at + 4), length, SIGNALS[signal - 1], position, in.getLong(at + 24));
  }

  /// Fills 32 bytes of the array.
  static void write(byte[] out, SignalType signal, long position, long clockNanos, byte[] payload) {
    ByteBuffer header = ByteBuffer.wrap(out);
    header.putInt(0, MAGIC);
    header.putInt(8, payload.length);
    header.putInt(12, (signal.ordinal() + 1) << 24);
    header.putLong(16, position);
    header.putLong(24, clockNanos);
    CRC32C crc = new CRC32C();
    crc.update(out, CHECKED_FROM, BYTES - CHECKED_FROM);
    crc.update(payload, 0, payload.length);
    header.putInt(4, (int) crc.getValue());
  }

  /// Whether the record that starts at the array's index is what was written.
  boolean matches(byte[] in, int at) {
    CRC32C sum = new CRC32C();
    sum.update(in, at + CHECKED_FROM, BYTES - CHECKED_FROM + length);
    return (int) sum.getValue() == crc;
  }
}
