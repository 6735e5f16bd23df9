package dev.headroom.load.plan;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One request of a scenario.
///
/// @param name what it is called in reports
/// @param method in capitals
/// @param headers besides those that every request carries
/// @param checks all of them must hold, else it failed and the scenario ends
/// @param think what passes before the next request of the scenario: a random time between these
public record RequestPlan(
    String name,
    String method,
    Template path,
    List<HeaderPlan> headers,
    @Nullable BodyPlan body,
    List<Check> checks,
    List<Capture> captures,
    Think think) {

  /// A header of a request.
  public record HeaderPlan(String name, Template value) {}

  /// What a request carries.
  public sealed interface BodyPlan {}

  /// Text in UTF-8.
  public record TextBody(Template text) implements BodyPlan {}

  /// Bytes as they are. Callers do not change them.
  public record BytesBody(byte[] bytes) implements BodyPlan {}

  /// A message of gRPC, encoded as protobuf. Callers do not change it.
  public record GrpcMessage(byte[] bytes) implements BodyPlan {}

  /// A time between two, both included.
  public record Think(Duration least, Duration most) {
    public static final Think NONE = new Think(Duration.ZERO, Duration.ZERO);

    public Think {
      if (least.isNegative() || most.compareTo(least) < 0) {
        throw Amounts.wrong("think", least + ".." + most, "two times, the shorter one first");
      }
    }
  }

  public RequestPlan {
    headers = List.copyOf(headers);
    checks = List.copyOf(checks);
    captures = List.copyOf(captures);
  }

  /// Whether the body of the answer must be kept.
  public boolean needsBody() {
    return checks.stream().anyMatch(Check::needsBody)
        || captures.stream().anyMatch(capture -> capture.source().needsBody());
  }

  /// Whether it is the same each time.
  public boolean constant() {
    return path.constant()
        && headers.stream().allMatch(header -> header.value().constant())
        && !(body instanceof TextBody text && !text.text().constant());
  }

  public boolean grpc() {
    return body instanceof GrpcMessage;
  }
}
