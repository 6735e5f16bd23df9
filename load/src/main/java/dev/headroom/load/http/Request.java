package dev.headroom.load.http;

import dev.headroom.load.plan.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request, ready to be sent. Immutable but for what it remembers of its own encoding; one that
/// is the same each time is made once and sent by all threads.
public final class Request {
  /// Most bytes of an answer's body that are kept for checks.
  static final int MOST_BODY = 1 << 20;

  private final Target target;
  private final String method;
  private final String path;
  private final List<Field> headers;
  private final byte @Nullable [] body;
  private final boolean keepsBody;
  private final boolean grpc;
  private volatile byte @Nullable [] http1;

  /// A header. The name is in lower case, as HTTP/2 has it.
  public record Field(String name, String value) {}

  /// @param path with its query, percent-encoded
  /// @param keepsBody whether the body of the answer is kept
  /// @param grpc whether the body is one message of gRPC, whose answer tells its status in trailers
  public Request(
      Target target,
      String method,
      String path,
      List<Field> headers,
      byte @Nullable [] body,
      boolean keepsBody,
      boolean grpc) {
    this.target = target;
    this.method = method;
    this.path = path;
    this.headers = List.copyOf(headers);
    this.body = body;
    this.keepsBody = keepsBody;
    this.grpc = grpc;
  }

  Target target() {
    return target;
  }

  String method() {
    return method;
  }

  String path() {
    return path;
  }

  List<Field> headers() {
    return headers;
  }

  byte @Nullable [] body() {
    return body;
  }

  boolean keepsBody() {
    return keepsBody;
  }

  boolean grpc() {
    return grpc;
  }

  boolean isHead() {
    return method.equals("HEAD");
  }

  /// The bytes of the request in HTTP/1.1. Callers do not change them.
  byte[] http1() {
    byte[] known = http1;
    if (known == null) {
      known = encoded();
      http1 = known;
    }
    return known;
  }

  private byte[] encoded() {
    StringBuilder head = new StringBuilder(256);
    head.append(method).append(' ').append(path).append(" HTTP/1.1\r\n");
    boolean hasHost = false;
    for (Field header : headers) {
      hasHost |= header.name.equals("host");
      head.append(header.name).append(": ").append(header.value).append("\r\n");
    }
    if (!hasHost) {
      head.append("host: ").append(target.authority()).append("\r\n");
    }
    byte[] content = body;
    if (content != null) {
      head.append("content-length: ").append(content.length).append("\r\n");
    }
    byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    if (content == null) {
      return start;
    }
    byte[] whole = new byte[start.length + content.length];
    System.arraycopy(start, 0, whole, 0, start.length);
    System.arraycopy(content, 0, whole, start.length, content.length);
    return whole;
  }
}
