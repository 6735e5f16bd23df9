package dev.headroom.server.ingest;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;

/// How much the receiver takes at once.
///
/// @param maxRequestBytes largest request, as sent and again after decompression; OTLP recommends
///   64 MiB
/// @param maxPendingBytes bytes of all requests together that are being received or wait to become
///   durable; beyond it new requests are told to come back
public record IngestLimits(int maxRequestBytes, long maxPendingBytes) {

  private static final int MIB = 1 << 20;

  public IngestLimits {
    if (maxRequestBytes < 1024 || maxRequestBytes > 1024 * MIB) {
      throw new HeadroomException(
          ErrorCode.INVALID, "maxRequestBytes is " + maxRequestBytes + "; expected 1 KiB to 1 GiB");
    }
    if (maxPendingBytes < 2L * maxRequestBytes) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "maxPendingBytes is "
              + maxPendingBytes
              + "; expected at least twice maxRequestBytes ("
              + 2L * maxRequestBytes
              + "), else the largest request never fits");
    }
  }

  /// 64 MiB a request; a quarter of the heap, at least two requests' worth, for all of them.
  public static IngestLimits defaults() {
    int request = 64 * MIB;
    return new IngestLimits(request, Math.max(2L * request, Runtime.getRuntime().maxMemory() / 4));
  }
}
