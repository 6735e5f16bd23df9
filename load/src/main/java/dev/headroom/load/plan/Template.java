package dev.headroom.load.plan;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A text with places for variables, `${name}`. Immutable.
public final class Template {
  private static final Pattern PLACE = Pattern.compile("\\$\\{([A-Za-z][A-Za-z0-9_.-]*)}");

  /// What is done to values, so that none can break out of its place.
  public enum Escape {
    /// Nothing: bodies.
    NONE,
    /// Percent-encoding: paths and queries.
    URL,
    /// Control characters are left out: headers.
    HEADER
  }

  private final String first;
  private final List<Place> places;
  private final Escape escape;

  /// @param variable among those of the plan
  /// @param then the text after it
  private record Place(int variable, String then) {}

  private Template(String first, List<Place> places, Escape escape) {
    this.first = first;
    this.places = places;
    this.escape = escape;
  }

  /// Reads a text.
  ///
  /// @param field what a refusal of an unknown variable names
  /// @param variables the names that are known, in their order
  public static Template of(String field, String text, List<String> variables, Escape escape) {
    Matcher matcher = PLACE.matcher(text);
    List<Place> places = new ArrayList<>();
    String first = text;
    int variable = -1;
    int from = 0;
    while (matcher.find()) {
      String before = text.substring(from, matcher.start());
      if (variable < 0) {
        first = before;
      } else {
        places.add(new Place(variable, before));
      }
      variable = variables.indexOf(matcher.group(1));
      if (variable < 0) {
        throw Amounts.wrong(
            field,
            text,
            "a variable of a feed or an earlier capture in place of "
                + matcher.group()
                + (variables.isEmpty() ? " (there is none)" : ": " + String.join(", ", variables)));
      }
      from = matcher.end();
    }
    if (variable >= 0) {
      places.add(new Place(variable, text.substring(from)));
    }
    return new Template(first, List.copyOf(places), escape);
  }

  /// A text without places.
  public static Template plain(String text) {
    return new Template(text, List.of(), Escape.NONE);
  }

  /// Whether it is the same whatever the variables are.
  public boolean constant() {
    return places.isEmpty();
  }

  /// The text with values in its places; a variable that has none leaves nothing.
  public String filled(@Nullable String[] values) {
    if (places.isEmpty()) {
      return first;
    }
    StringBuilder text = new StringBuilder(first);
    for (Place place : places) {
      String value = values[place.variable];
      if (value != null) {
        text.append(escaped(value));
      }
      text.append(place.then);
    }
    return text.toString();
  }

  private String escaped(String value) {
    return switch (escape) {
      case NONE -> value;
      case URL -> URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
      case HEADER -> value.replaceAll("\\p{Cntrl}", "");
    };
  }
}
