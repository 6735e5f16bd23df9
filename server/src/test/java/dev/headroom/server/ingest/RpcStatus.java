package dev.headroom.server.ingest;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.time.Duration;
import java.util.Optional;

/// A `google.rpc.Status`, read with protobuf's own parser.
record RpcStatus(int code, String message, Optional<Duration> retryDelay) {

  static RpcStatus parse(byte[] bytes) {
    try {
      UnknownFieldSet status = UnknownFieldSet.parseFrom(bytes);
      Optional<Duration> delay = Optional.empty();
      if (status.hasField(3)) {
        UnknownFieldSet any = nested(status, 3);
        if (!text(any, 1).equals("type.googleapis.com/google.rpc.RetryInfo")) {
          throw new AssertionError("unexpected detail " + any);
        }
        UnknownFieldSet duration = nested(nested(any, 2), 1);
        delay = Optional.of(Duration.ofSeconds(number(duration, 1), number(duration, 2)));
      }
      return new RpcStatus((int) number(status, 1), text(status, 2), delay);
    } catch (InvalidProtocolBufferException broken) {
      throw new AssertionError(broken);
    }
  }

  private static UnknownFieldSet nested(UnknownFieldSet message, int field)
      throws InvalidProtocolBufferException {
    return UnknownFieldSet.parseFrom(message.getField(field).getLengthDelimitedList().getFirst());
  }

  private static String text(UnknownFieldSet message, int field) {
    return message.getField(field).getLengthDelimitedList().getFirst().toStringUtf8();
  }

  private static long number(UnknownFieldSet message, int field) {
    return message.getField(field).getVarintList().getFirst();
  }
}
