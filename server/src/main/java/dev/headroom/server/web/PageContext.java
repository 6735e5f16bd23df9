package dev.headroom.server.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What every page knows besides its view: where it is, which window is chosen, how to link on.
///
/// @param title of the page
/// @param section id of the navigation item it belongs to
/// @param crumbs the way here
/// @param path of the page, without query
/// @param query the page's parameters, decoded, in the order they were given
/// @param window the chosen time range, kept across links
/// @param assets links to static files
/// @param theme `light`, `dark`, or empty to follow the system
/// @param live whether the page refreshes itself
/// @param fragment whether the page is made without its frame
/// @param version of Headroom
/// @param now when the page was made
public record PageContext(
    String title,
    String section,
    List<Crumb> crumbs,
    String path,
    Map<String, String> query,
    Range window,
    Assets assets,
    String theme,
    boolean live,
    boolean fragment,
    String version,
    Instant now) {

  /// Sections whose pages show what is known now.
  private static final Set<String> TIMELESS = Set.of("findings", "fixes", "proofs", "capacity");

  /// One step of the way here.
  public record Crumb(String label, String href) {}

  /// The chosen time range as it stands in the URL.
  ///
  /// @param range such as `1h`; null when from and to are given
  /// @param from as given, or null
  /// @param to as given, or null
  /// @param start the resolved start
  /// @param end the resolved end
  public record Range(
      @Nullable String range,
      @Nullable String from,
      @Nullable String to,
      Instant start,
      Instant end) {

    /// The lengths offered.
    public static final List<String> OFFERED = List.of("15m", "1h", "6h", "24h", "7d", "30d");

    /// Whether the window ends now, so that refreshing makes sense.
    public boolean endsNow() {
      return to == null;
    }
  }

  /// Whether the page shows what lies in the chosen time range.
  public boolean windowed() {
    return !section.isEmpty()
        && refreshes()
        && !path.equals("/system")
        && !TIMELESS.contains(section);
  }

  /// Whether what the page shows may change while it is looked at; a kept trace does not.
  public boolean refreshes() {
    return !section.isEmpty() && !path.startsWith("/trace/");
  }

  /// The same about another time range, for links and forms.
  PageContext over(Instant from, Instant to) {
    return new PageContext(
        title,
        section,
        crumbs,
        path,
        query,
        new Range(null, from.toString(), to.toString(), from, to),
        assets,
        theme,
        live,
        fragment,
        version,
        now);
  }

  /// A link that keeps the time range.
  ///
  /// @param pairs parameter names and values in turn; null or empty values are left out
  public String href(String to, @Nullable String... pairs) {
    StringBuilder link = new StringBuilder(to);
    char separator = '?';
    for (int i = 0; i + 1 < pairs.length; i += 2) {
      String value = pairs[i + 1];
      if (value != null && !value.isEmpty()) {
        link.append(separator).append(pairs[i]).append('=').append(encoded(value));
        separator = '&';
      }
    }
    return withWindow(link, separator);
  }

  private String withWindow(StringBuilder link, char first) {
    char separator = first;
    String range = window.range();
    String from = window.from();
    String to = window.to();
    if (range != null && !(range.equals("1h") && from == null)) {
      link.append(separator).append("range=").append(encoded(range));
      separator = '&';
    }
    if (from != null) {
      link.append(separator).append("from=").append(encoded(from));
      separator = '&';
    }
    if (to != null) {
      link.append(separator).append("to=").append(encoded(to));
    }
    return link.toString();
  }

  /// This page with one parameter set (or, for an empty value, removed); paging starts over.
  public String with(String name, String value) {
    StringBuilder link = new StringBuilder(path);
    char separator = '?';
    for (Map.Entry<String, String> parameter : query.entrySet()) {
      String key = parameter.getKey();
      boolean replaced =
          key.equals(name)
              || (key.equals("cursor") && !name.equals("live"))
              || (name.equals("range") && (key.equals("from") || key.equals("to")));
      if (!replaced && !parameter.getValue().isEmpty()) {
        link.append(separator).append(key).append('=').append(encoded(parameter.getValue()));
        separator = '&';
      }
    }
    if (!value.isEmpty()) {
      link.append(separator).append(name).append('=').append(encoded(value));
    }
    return link.toString();
  }

  /// This page sorted by the field.
  public String sortedBy(String field, boolean descending) {
    return with("sort", (descending ? "-" : "") + field);
  }

  /// The field the page is sorted by, empty for its usual order.
  public String sort() {
    String sort = query.getOrDefault("sort", "");
    return sort.startsWith("-") ? sort.substring(1) : sort;
  }

  /// Whether the largest comes first.
  public boolean descending() {
    return query.getOrDefault("sort", "-").startsWith("-");
  }

  /// The value of a parameter, empty when it was not given.
  public String param(String name) {
    return query.getOrDefault(name, "");
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
