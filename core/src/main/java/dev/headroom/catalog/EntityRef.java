package dev.headroom.catalog;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.util.Locale;
import java.util.regex.Pattern;

/// A reference to an entity of the catalogue, in Backstage's form `[kind:][namespace/]name`. Kind
/// and namespace are lower case; names keep their case but compare without it, as in Backstage.
///
/// @param kind e.g. `component`, `group`, `user`
public record EntityRef(String kind, String namespace, String name) {

  /// The namespace of entities that name none.
  public static final String DEFAULT_NAMESPACE = "default";

  private static final Pattern PART = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?");

  public EntityRef {
    kind = kind.toLowerCase(Locale.ROOT);
    namespace = namespace.toLowerCase(Locale.ROOT);
    if (!PART.matcher(kind).matches()
        || !PART.matcher(namespace).matches()
        || !PART.matcher(name).matches()) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "entity reference '"
              + kind
              + ":"
              + namespace
              + "/"
              + name
              + "' is not of the form [kind:][namespace/]name with letters, digits, '-', '_', '.'");
    }
  }

  /// Reads `[kind:][namespace/]name`.
  ///
  /// @param usualKind the kind when the text names none
  /// @throws HeadroomException with [ErrorCode#INVALID] when the text is anything else
  public static EntityRef parse(String text, String usualKind) {
    String rest = text.strip();
    String kind = usualKind;
    int colon = rest.indexOf(':');
    if (colon >= 0) {
      kind = rest.substring(0, colon);
      rest = rest.substring(colon + 1);
    }
    int slash = rest.indexOf('/');
    return slash < 0
        ? new EntityRef(kind, DEFAULT_NAMESPACE, rest)
        : new EntityRef(kind, rest.substring(0, slash), rest.substring(slash + 1));
  }

  /// Equal for references that mean the same entity.
  String key() {
    return kind + ":" + namespace + "/" + name.toLowerCase(Locale.ROOT);
  }

  /// As short as it can be said: the namespace is left out when it is the default one.
  public String shortName() {
    return namespace.equals(DEFAULT_NAMESPACE) ? name : namespace + "/" + name;
  }

  @Override
  public String toString() {
    return kind + ":" + namespace + "/" + name;
  }
}
