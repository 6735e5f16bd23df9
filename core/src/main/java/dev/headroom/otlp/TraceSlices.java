package dev.headroom.otlp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Puts spans back together as `TracesData` from pieces of the requests they came in, without
/// decoding anything. Spans with equal resource and scope bytes share them. Not thread-safe.
public final class TraceSlices {
  private final Map<ByteBuffer, Map<ByteBuffer, List<byte[]>>> resources = new LinkedHashMap<>();
  private int spans;
  private int bytes;

  /// Adds a span whose parts lie in one array; they are copied. A length of 0 means absent.
  public void add(
      byte[] source,
      int resourceOffset,
      int resourceLength,
      int scopeOffset,
      int scopeLength,
      int spanOffset,
      int spanLength) {
    resources
        .computeIfAbsent(part(source, resourceOffset, resourceLength), _ -> new LinkedHashMap<>())
        .computeIfAbsent(part(source, scopeOffset, scopeLength), _ -> new ArrayList<>())
        .add(Arrays.copyOfRange(source, spanOffset, spanOffset + spanLength));
    spans++;
    bytes += spanLength;
  }

  /// Adds a span from its three messages, which are kept and must not change; empty means absent.
  public void add(byte[] resource, byte[] scope, byte[] span) {
    resources
        .computeIfAbsent(ByteBuffer.wrap(resource), _ -> new LinkedHashMap<>())
        .computeIfAbsent(ByteBuffer.wrap(scope), _ -> new ArrayList<>())
        .add(span);
    spans++;
    bytes += span.length;
  }

  private static ByteBuffer part(byte[] source, int offset, int length) {
    return ByteBuffer.wrap(Arrays.copyOfRange(source, offset, offset + length));
  }

  /// How many spans were added.
  public int size() {
    return spans;
  }

  /// The spans as `TracesData`, grouped by resource and scope.
  public byte[] build() {
    ProtoWriter out = new ProtoWriter(bytes + 256);
    resources.forEach((resource, scopes) ->
        out.message(
            1,
            group -> {
              part(group, resource);
              scopes.forEach((scope, members) ->
                  group.message(
                      2,
                      message -> {
                        part(message, scope);
                        members.forEach(span -> message.bytes(2, span, 0, span.length));
                      }));
            }));
    return out.toByteArray();
  }

  private static void part(ProtoWriter out, ByteBuffer part) {
    if (part.hasRemaining()) {
      byte[] content = new byte[part.remaining()];
      part.get(part.position(), content);
      out.bytes(1, content, 0, content.length);
    }
  }
}
