package dev.headroom.signal;

/// The role of a span, in the order of OTLP's numbers.
public enum SpanKind {
  UNSPECIFIED(0),
  INTERNAL(1),
  SERVER(2),
  CLIENT(3),
  PRODUCER(4),
  CONSUMER(5);

  private static final SpanKind[] BY_NUMBER = values();

  private final int number;

  SpanKind(int number) {
    this.number = number;
  }

  /// OTLP's number.
  public int number() {
    return number;
  }

  /// The kind with OTLP's number; an unknown number is [#UNSPECIFIED], as the protocol asks.
  public static SpanKind of(int number) {
    return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : UNSPECIFIED;
  }

  /// Whether a span of this kind takes a request or a message into its service.
  public boolean isEntry() {
    return this == SERVER || this == CONSUMER;
  }

  /// Whether a span of this kind leaves its service.
  public boolean isExit() {
    return this == CLIENT || this == PRODUCER;
  }
}
