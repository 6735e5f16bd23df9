package dev.headroom.query;

import dev.headroom.rollup.SampleTrees;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.Span;
import dev.headroom.signal.SpanShape;
import java.util.HashMap;
import java.util.Map;

/// Reads spans for samples that are held together: what many of them have in common is one object.
/// Not thread-safe.
final class SharedMeaning implements SampleTrees.Meaning {
  private static final int MOST_SHARED = 20_000;

  private final PayloadReader payloads;
  private final Map<SpanShape, SpanShape> shapes = new HashMap<>();
  private final Map<Attributes, Attributes> statements = new HashMap<>();

  SharedMeaning(PayloadReader payloads) {
    this.payloads = payloads;
  }

  @Override
  public SpanShape shape(Span span) {
    return one(shapes, payloads.shape(span));
  }

  @Override
  public long rows(Span span) {
    return payloads.rows(span);
  }

  /// Statements are often the same to the letter; addresses hardly ever are.
  @Override
  public Attributes asked(SpanShape shape, Attributes asked) {
    return shape.statement() == null ? asked : one(statements, asked);
  }

  private static <T> T one(Map<T, T> known, T like) {
    T before = known.size() < MOST_SHARED ? known.putIfAbsent(like, like) : known.get(like);
    return before == null ? like : before;
  }
}
