package dev.headroom.store.embedded.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Files of a directory on a disk that can be made full or broken.
final class FaultyFiles implements SegmentFiles {
  private final SegmentFiles real;
  final AtomicLong room = new AtomicLong(Long.MAX_VALUE);
  final AtomicInteger failingForces = new AtomicInteger();
  final AtomicInteger failingTruncates = new AtomicInteger();

  FaultyFiles(Path directory) throws IOException {
    real = SegmentFiles.of(directory);
  }

  @Override
  public SegmentFile create(Path path) throws IOException {
    return new Faulty(real.create(path));
  }

  @Override
  public SegmentFile openToRead(Path path) throws IOException {
    return real.openToRead(path);
  }

  @Override
  public SegmentFile openToWrite(Path path) throws IOException {
    return new Faulty(real.openToWrite(path));
  }

  @Override
  public long usableBytes() {
    return Long.MAX_VALUE;
  }

  @Override
  public long totalBytes() {
    return Long.MAX_VALUE;
  }

  @Override
  public void forceNames() throws IOException {
    real.forceNames();
  }

  private final class Faulty implements SegmentFile {
    private final SegmentFile file;

    Faulty(SegmentFile file) {
      this.file = file;
    }

    @Override
    public void write(ByteBuffer bytes, long offset) throws IOException {
      int wanted = bytes.remaining();
      int fits = (int) Math.min(wanted, Math.max(0, room.get()));
      ByteBuffer part = bytes.slice(bytes.position(), fits);
      file.write(part, offset);
      room.addAndGet(-fits);
      if (fits < wanted) {
        throw new IOException("No space left on device");
      }
      bytes.position(bytes.limit());
    }

    @Override
    public void force() throws IOException {
      if (failingForces.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new IOException("Input/output error");
      }
      file.force();
    }

    @Override
    public void truncate(long size) throws IOException {
      if (failingTruncates.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new IOException("Input/output error");
      }
      file.truncate(size);
    }

    @Override
    public int read(ByteBuffer into, long offset) throws IOException {
      return file.read(into, offset);
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public boolean isOpen() {
      return file.isOpen();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
