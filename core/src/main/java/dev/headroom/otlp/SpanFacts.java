package dev.headroom.otlp;

import dev.headroom.signal.SpanKind;

/// What [SemanticConventions] needs to know of a span, wherever it is read from.
interface SpanFacts {

  String name();

  SpanKind kind();

  /// The attribute's value as text, bounded by [StatementNormalizer#INPUT_MAX]; empty when it is
  /// absent or not [relevant][SemanticConventions#relevant].
  String text(AttributeKey key);

  /// The first text that is not empty.
  default String text(AttributeKey key, AttributeKey fallback) {
    String text = text(key);
    return text.isEmpty() ? text(fallback) : text;
  }
}
