package dev.headroom.server.web;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.query.Page;
import dev.headroom.query.WindowRequest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One request for a page.
///
/// @param path without query
/// @param query parameters in the order given; of a name given twice the last
/// @param repeated all values of the parameters that may repeat (`attribute`)
/// @param fragment whether only the content is asked for, by a page that is already there
/// @param theme the reader's choice: `light`, `dark` or empty
/// @param now when it was asked
record PageRequest(
    String path,
    Map<String, String> query,
    List<String> repeated,
    boolean fragment,
    String theme,
    Instant now,
    Assets assets,
    String version) {

  /// The chosen time range.
  TimeWindow window() {
    return new WindowRequest(given("from"), given("to"), given("range")).resolve(now);
  }

  /// The chosen time range, null when none is.
  @Nullable TimeWindow givenWindow() {
    return given("from") == null && given("to") == null && given("range") == null ? null : window();
  }

  /// What the frame of the page needs.
  PageContext context(String title, String section, PageContext.Crumb... crumbs) {
    TimeWindow window;
    try {
      window = window();
    } catch (HeadroomException _) {
      // The page about the bad window must itself be shown in a good one.
      window = new WindowRequest(null, null, null).resolve(now);
    }
    String range = given("range");
    return new PageContext(
        title,
        section,
        Arrays.asList(crumbs),
        path,
        query,
        new PageContext.Range(
            range == null && given("from") == null ? "1h" : range,
            given("from"),
            given("to"),
            window.from(),
            window.to()),
        assets,
        theme,
        !param("live").isEmpty(),
        fragment,
        version,
        now);
  }

  String param(String name) {
    return query.getOrDefault(name, "").strip();
  }

  private @Nullable String given(String name) {
    String value = param(name);
    return value.isEmpty() ? null : value;
  }

  @Nullable String cursor() {
    return given("cursor");
  }

  @Nullable ServiceName service(String name) {
    String value = param(name);
    return value.isEmpty() ? null : new ServiceName(value);
  }

  ServiceName requiredService(String name) {
    return new ServiceName(required(name));
  }

  OperationName requiredOperation(String name) {
    return new OperationName(required(name));
  }

  @Nullable OperationName operation(String name) {
    String value = param(name);
    return value.isEmpty() ? null : new OperationName(value);
  }

  String required(String name) {
    String value = param(name);
    if (value.isEmpty()) {
      throw new HeadroomException(
          ErrorCode.INVALID, name + " is missing; expected it in the address, as ?" + name + "=…");
    }
    return value;
  }

  /// The part of a long list that is asked for.
  Page page() {
    String sort = param("sort");
    boolean descending = sort.isEmpty() || sort.startsWith("-");
    return new Page(
        sort.startsWith("-") ? sort.substring(1) : sort,
        descending,
        param("filter"),
        cursor(),
        limit(Page.USUAL_LIMIT));
  }

  int limit(int usual) {
    return (int) number("limit", usual, 1, Page.MAX_LIMIT);
  }

  long number(String name, long otherwise, long from, long to) {
    String text = param(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(text);
      if (value >= from && value <= to) {
        return value;
      }
    } catch (NumberFormatException _) {
      // Told below, with what was expected.
    }
    throw new HeadroomException(
        ErrorCode.INVALID, name + " '" + text + "' is no number from " + from + " to " + to);
  }

  /// A duration such as `250ms`, `1.5s`, `80us`; a bare number is milliseconds.
  long nanos(String name, long otherwise) {
    String text = param(name).replace(" ", "");
    if (text.isEmpty()) {
      return otherwise;
    }
    String digits = text.replaceAll("[^0-9.]+$", "");
    double factor =
        switch (text.substring(digits.length())) {
          case "ns" -> 1;
          case "us", "µs" -> 1e3;
          case "ms", "" -> 1e6;
          case "s" -> 1e9;
          case "m", "min" -> 60e9;
          default -> Double.NaN;
        };
    if (!digits.matches("[0-9]+(\\.[0-9]+)?") || Double.isNaN(factor)) {
      throw new HeadroomException(
          ErrorCode.INVALID, name + " '" + text + "' is no duration; expected e.g. 250ms or 1.5s");
    }
    return (long) (Double.parseDouble(digits) * factor);
  }
}
