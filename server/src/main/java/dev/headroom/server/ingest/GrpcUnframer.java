package dev.headroom.server.ingest;

/// Takes the one message of a unary call out of its framing: a flag, a length, the message.
///
/// Source: gRPC's `PROTOCOL-HTTP2.md`, "Length-Prefixed-Message". Thread-safe.
final class GrpcUnframer {
  static final int PREFIX_BYTES = 5;

  private final Decompressor decompressor;
  private final int maxBytes;

  /// @param maxBytes largest message, as sent and after decompression
  GrpcUnframer(Decompressor decompressor, int maxBytes) {
    this.decompressor = decompressor;
    this.maxBytes = maxBytes;
  }

  /// The message, unpacked; throws [RefusedException] when there is not just one. The body is
  /// released only when its message is returned.
  byte[] unframe(ReceivedBody body, ContentCoding coding, Reservation reservation) {
    byte[] prefix = body.head(PREFIX_BYTES);
    if (prefix.length == 0) {
      throw new RefusedException(
          RefusalReason.UNSUPPORTED, "the call carries no message; expected one");
    }
    if (prefix.length < PREFIX_BYTES) {
      throw badFraming("the message prefix has " + prefix.length + " bytes; expected 5");
    }
    if ((prefix[0] & ~1) != 0) {
      throw badFraming("the flags of the message are " + (prefix[0] & 0xff) + "; expected 0 or 1");
    }
    long length =
        (prefix[1] & 0xffL) << 24
            | (prefix[2] & 0xff) << 16
            | (prefix[3] & 0xff) << 8
            | (prefix[4] & 0xff);
    if (length > maxBytes) {
      throw new RefusedException(
          RefusalReason.TOO_LARGE, "the request is larger than " + maxBytes + " bytes as sent");
    }
    int present = body.size() - PREFIX_BYTES;
    if (present < length) {
      throw badFraming("the message ends after " + present + " of " + length + " bytes");
    }
    if (present > length) {
      throw new RefusedException(
          RefusalReason.UNSUPPORTED, "the call carries more than one message; expected one");
    }
    if (prefix[0] == 0) {
      return body.drain(PREFIX_BYTES);
    }
    if (coding == ContentCoding.IDENTITY) {
      throw badFraming("the message is flagged as compressed, but grpc-encoding is identity");
    }
    return decompressor.decode(coding, body.drain(PREFIX_BYTES), 0, maxBytes, reservation);
  }

  private static RefusedException badFraming(String message) {
    return new RefusedException(RefusalReason.BAD_FRAMING, message);
  }
}
