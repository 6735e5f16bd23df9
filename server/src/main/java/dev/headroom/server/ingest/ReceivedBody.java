package dev.headroom.server.ingest;

import com.linecorp.armeria.common.HttpData;
import io.netty.buffer.ByteBuf;
import java.util.List;

/// The body of a request in the pieces it came in, held in pooled buffers until copied or released.
///
/// Used by one thread at a time.
final class ReceivedBody {
  private final List<HttpData> pieces;
  private final int size;

  ReceivedBody(List<HttpData> pieces, int size) {
    this.pieces = pieces;
    this.size = size;
  }

  int size() {
    return size;
  }

  /// Copies the first bytes; the body is kept.
  byte[] head(int length) {
    byte[] head = new byte[Math.min(length, size)];
    copy(0, head);
    return head;
  }

  /// Copies everything from the offset on into an array of just that size and releases the body.
  byte[] drain(int offset) {
    byte[] bytes = new byte[size - offset];
    copy(offset, bytes);
    release();
    return bytes;
  }

  private void copy(int offset, byte[] target) {
    int skip = offset;
    int filled = 0;
    for (HttpData piece : pieces) {
      int length = piece.length();
      int take = Math.min(length - skip, target.length - filled);
      if (take > 0) {
        ByteBuf buffer = piece.byteBuf();
        buffer.getBytes(buffer.readerIndex() + skip, target, filled, take);
        filled += take;
      }
      skip = Math.max(0, skip - length);
    }
  }

  /// Gives the buffers back; later calls do nothing.
  void release() {
    for (HttpData piece : pieces) {
      piece.close();
    }
    pieces.clear();
  }
}
