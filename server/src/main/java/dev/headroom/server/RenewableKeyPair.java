package dev.headroom.server;

import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.common.TlsProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;

/// A certificate and its key that are read again when the files have changed: the next connection
/// gets the new ones. While the files cannot be used, as when only one of them has been replaced,
/// the former pair goes on.
///
/// Thread-safe. What is checked at every handshake is the files' times.
final class RenewableKeyPair implements TlsProvider {
  private final TlsFiles files;
  private volatile Read last;

  private record Times(FileTime certificate, FileTime key) {}

  private record Read(Times times, TlsKeyPair pair) {}

  /// @throws IllegalArgumentException when the files hold no such pair
  RenewableKeyPair(TlsFiles files) {
    this.files = files;
    last = read(times());
  }

  private Times times() {
    try {
      return new Times(
          Files.getLastModifiedTime(files.certificate()),
          Files.getLastModifiedTime(files.privateKey()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Read read(Times times) {
    return new Read(
        times, TlsKeyPair.of(files.privateKey().toFile(), files.certificate().toFile()));
  }

  @Override
  public TlsKeyPair keyPair(String hostname) {
    Read known = last;
    try {
      Times times = times();
      if (!times.equals(known.times())) {
        known = read(times);
        last = known;
      }
    } catch (IllegalArgumentException | UncheckedIOException _) {
      // Being replaced at this moment; the next handshake looks again.
    }
    return known.pair();
  }
}
