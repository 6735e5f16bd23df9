package dev.headroom.query;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How a long list is filtered, sorted and cut into pages. Immutable; the rows are the cheap form
/// of what is shown, so that only one page of them is worked out in full.
final class Listing<T> {
  private final Map<String, Comparator<T>> sorts = new LinkedHashMap<>();
  private final Function<T, List<String>> texts;
  private final Comparator<T> ties;

  /// @param texts what the filter looks into
  /// @param ties decides between equal rows, so that pages do not overlap
  Listing(Function<T, List<String>> texts, Comparator<T> ties) {
    this.texts = texts;
    this.ties = ties;
  }

  /// Names a sort by number; the first one named is the usual one. Rows without the figure come
  /// last, whatever the direction.
  Listing<T> number(String name, Function<T, @Nullable Double> figure) {
    sorts.put(name, new ByNumber<>(figure));
    return this;
  }

  /// Names a sort by text.
  Listing<T> text(String name, Function<T, String> text) {
    sorts.put(name, Comparator.comparing(text));
    return this;
  }

  private record ByNumber<T>(Function<T, @Nullable Double> figure, boolean descending)
      implements Comparator<T> {
    ByNumber(Function<T, @Nullable Double> figure) {
      this(figure, false);
    }

    @Override
    public int compare(T a, T b) {
      Double left = figure.apply(a);
      Double right = figure.apply(b);
      if (left == null || right == null) {
        return Boolean.compare(left == null, right == null);
      }
      return descending ? Double.compare(right, left) : Double.compare(left, right);
    }

    @Override
    public Comparator<T> reversed() {
      return new ByNumber<>(figure, !descending);
    }
  }

  /// One page, how many rows there are in all, and the cursor of the page after it.
  record Cut<T>(int count, List<T> rows, @Nullable String nextCursor) {}

  /// The name of the sort that the page asks for.
  ///
  /// @throws HeadroomException with [ErrorCode#INVALID] when there is none of that name
  String sort(Page page) {
    if (page.sort().isEmpty()) {
      return sorts.keySet().iterator().next();
    }
    if (!sorts.containsKey(page.sort())) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "sort '"
              + page.sort()
              + "' is unknown; expected one of "
              + String.join(", ", sorts.keySet()));
    }
    return page.sort();
  }

  Cut<T> cut(List<T> rows, Page page) {
    Comparator<T> order = sorts.get(sort(page));
    if (order == null) {
      throw new IllegalStateException("a list without sorts");
    }
    String needle = page.filter().toLowerCase(Locale.ROOT);
    List<T> passing =
        rows.stream()
            .filter(row -> needle.isEmpty() || contains(row, needle))
            .sorted((page.descending() ? order.reversed() : order).thenComparing(ties))
            .toList();
    String cursor = page.cursor();
    int from = cursor == null ? 0 : Math.clamp(Cursors.read('p', 1, cursor)[0], 0, passing.size());
    int to = Math.min(passing.size(), from + page.limit());
    return new Cut<>(
        passing.size(),
        passing.subList(from, to),
        to < passing.size() ? Cursors.write('p', to) : null);
  }

  private boolean contains(T row, String needle) {
    return texts.apply(row).stream().anyMatch(t -> t.toLowerCase(Locale.ROOT).contains(needle));
  }
}
