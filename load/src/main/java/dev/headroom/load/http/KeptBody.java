package dev.headroom.load.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/// Counts the bytes of an answer's body, and keeps them when they are to be looked at.
final class KeptBody {
  private static final byte[] NOTHING = new byte[0];

  private byte[] kept = NOTHING;
  private boolean keeps;
  private long length;

  void begin(boolean keep) {
    keeps = keep;
    length = 0;
  }

  /// Takes a part; false when there is more than can be kept.
  boolean add(ByteBuf part) {
    int more = part.readableBytes();
    if (keeps) {
      if (length + more > Request.MOST_BODY) {
        return false;
      }
      int have = (int) length;
      if (kept.length < have + more) {
        kept = Arrays.copyOf(kept, Math.max(have + more, 2 * kept.length));
      }
      part.getBytes(part.readerIndex(), kept, have, more);
    }
    length += more;
    return true;
  }

  long length() {
    return length;
  }

  /// What was kept.
  byte[] bytes() {
    return keeps ? Arrays.copyOf(kept, (int) length) : NOTHING;
  }
}
