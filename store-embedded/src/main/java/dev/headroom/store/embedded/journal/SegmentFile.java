package dev.headroom.store.embedded.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/// One open file of the journal, as the journal uses files; tests put failing ones in its place.
interface SegmentFile extends AutoCloseable {

  /// Writes the whole buffer at the offset.
  void write(ByteBuffer bytes, long offset) throws IOException;

  /// Makes what was written durable.
  void force() throws IOException;

  /// Cuts the file.
  void truncate(long size) throws IOException;

  /// Reads as much as there is, up to what the buffer holds.
  ///
  /// @return how many bytes, -1 at the end of the file
  int read(ByteBuffer into, long offset) throws IOException;

  long size() throws IOException;

  boolean isOpen();

  @Override
  void close() throws IOException;
}
