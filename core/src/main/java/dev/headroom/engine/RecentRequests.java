package dev.headroom.engine;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashSet;

/// Remembers the requests that came last by 128 bits of their SHA-256, so that a redelivered one is
/// recognised. Not thread-safe.
final class RecentRequests {
  private static final int CAPACITY = 4_096;

  private final LinkedHashSet<Digest> recent = new LinkedHashSet<>();
  private final MessageDigest sha256;

  private record Digest(long hi, long lo) {}

  RecentRequests() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /// Whether the request was not seen lately; it is from now on.
  boolean fresh(byte[] request) {
    ByteBuffer digest = ByteBuffer.wrap(sha256.digest(request));
    boolean fresh = recent.add(new Digest(digest.getLong(), digest.getLong()));
    if (recent.size() > CAPACITY) {
      recent.removeFirst();
    }
    return fresh;
  }

  byte[] save() {
    ByteBuffer out = ByteBuffer.allocate(16 * recent.size());
    recent.forEach(digest -> out.putLong(digest.hi()).putLong(digest.lo()));
    return out.array();
  }

  void restore(byte[] saved) {
    ByteBuffer in = ByteBuffer.wrap(saved);
    while (in.remaining() >= 16) {
      recent.add(new Digest(in.getLong(), in.getLong()));
    }
  }
}
