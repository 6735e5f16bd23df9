package dev.headroom.store.embedded.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The directory with the journal's files; tests put a failing one in its place.
interface SegmentFiles {

  /// Makes a new file, which is found again after a crash; what a failed attempt left is emptied.
  SegmentFile create(Path path) throws IOException;

  SegmentFile openToRead(Path path) throws IOException;

  SegmentFile openToWrite(Path path) throws IOException;

  /// Bytes that may still be written.
  long usableBytes() throws IOException;

  /// Bytes of the disk in all.
  long totalBytes() throws IOException;

  /// Makes the names in the directory durable.
  void forceNames() throws IOException;

  /// The files of a real directory.
  static SegmentFiles of(Path directory) throws IOException {
    FileStore store = Files.getFileStore(directory);
    return new SegmentFiles() {
      @Override
      public SegmentFile create(Path path) throws IOException {
        SegmentFile file =
            new Opened(
                FileChannel.open(
                    path,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE));
        forceNames();
        return file;
      }

      @Override
      public SegmentFile openToRead(Path path) throws IOException {
        return new Opened(FileChannel.open(path, StandardOpenOption.READ));
      }

      @Override
      public SegmentFile openToWrite(Path path) throws IOException {
        return new Opened(FileChannel.open(path, StandardOpenOption.WRITE));
      }

      @Override
      public long usableBytes() throws IOException {
        return store.getUsableSpace();
      }

      @Override
      public long totalBytes() throws IOException {
        return store.getTotalSpace();
      }

      @Override
      public void forceNames() throws IOException {
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
          names.force(true);
        }
      }
    };
  }

  /// A file of a real directory.
  record Opened(FileChannel channel) implements SegmentFile {
    @Override
    public void write(ByteBuffer bytes, long offset) throws IOException {
      long at = offset;
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
    }

    @Override
    public void force() throws IOException {
      channel.force(false);
    }

    @Override
    public void truncate(long size) throws IOException {
      channel.truncate(size);
    }

    @Override
    public int read(ByteBuffer into, long offset) throws IOException {
      return channel.read(into, offset);
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
