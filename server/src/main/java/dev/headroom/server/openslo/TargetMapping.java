package dev.headroom.server.openslo;

import dev.headroom.alert.NotificationTarget;
import dev.headroom.alert.NotificationTarget.Kind;
import dev.headroom.base.HeadroomException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads notification targets, whose addresses are annotations of Headroom.
final class TargetMapping {
  static final String URL = "url";
  static final String EMAIL = "email";
  static final String SECRET = "secret-env";
  static final String OPTION = "option.";

  /// The annotations it knows.
  static final List<String> OWN = List.of(URL, EMAIL, SECRET, OPTION);

  private static final Pattern ADDRESSES =
      Pattern.compile("[^@,\\s]+@[^@,\\s]+(\\s*,\\s*[^@,\\s]+@[^@,\\s]+)*");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private TargetMapping() {}

  /// @return null when, which was told, it is not right
  static @Nullable NotificationTarget read(Section root) {
    int errors = root.errors();
    Metadata metadata = Metadata.read(root, OWN);
    Section spec = root.requiredSection("spec", "a map with target");
    if (spec == null) {
      return null;
    }
    spec.only("target", "description");
    Kind kind = kind(spec);
    if (kind == null) {
      return null;
    }
    String address = address(root, metadata, kind);
    String secret = metadata.annotation(SECRET);
    if (!secret.isEmpty() && !VARIABLE.matcher(secret).matches()) {
      problem(root, SECRET, "is '" + secret + "'", "the name of an environment variable");
    }
    Map<String, String> options = new TreeMap<>();
    String prefix = Metadata.OWN + OPTION;
    metadata
        .annotations()
        .forEach((key, value) -> {
          if (key.startsWith(prefix)) {
            options.put(key.substring(prefix.length()), value);
          }
        });
    if (root.errors() != errors) {
      return null;
    }
    try {
      return new NotificationTarget(
          metadata.name(), kind, address, secret, options, spec.text("description"));
    } catch (HeadroomException e) {
      spec.problem("cannot be used: " + e.getMessage(), "");
      return null;
    }
  }

  private static @Nullable Kind kind(Section spec) {
    String expected = "alertmanager, cloudevents, webhook or email";
    String text = spec.required("target", expected);
    return switch (text.toLowerCase(Locale.ROOT).replace("-", "")) {
      case "alertmanager" -> Kind.ALERTMANAGER;
      case "cloudevents", "cloudevent" -> Kind.CLOUDEVENTS;
      case "webhook" -> Kind.WEBHOOK;
      case "email", "mail" -> Kind.EMAIL;
      case "" -> null;
      default -> {
        spec.problem("target", "is '" + text + "', which Headroom does not speak to", expected);
        yield null;
      }
    };
  }

  private static String address(Section root, Metadata metadata, Kind kind) {
    String wanted = kind == Kind.EMAIL ? EMAIL : URL;
    String other = kind == Kind.EMAIL ? URL : EMAIL;
    if (!metadata.annotation(other).isEmpty()) {
      problem(root, other, "is not for a target of this kind", Metadata.OWN + wanted);
    }
    String address = metadata.annotation(wanted).strip();
    String expected = kind == Kind.EMAIL ? "e-mail addresses, by commas" : "http:// or https://";
    if (address.isEmpty()) {
      Section at = root.section("metadata");
      (at == null ? root : at)
          .problem(
              "has no annotation " + Metadata.OWN + wanted + ", so that nobody knows where it is",
              expected);
    } else if (kind == Kind.EMAIL ? !ADDRESSES.matcher(address).matches() : !isWeb(address)) {
      problem(root, wanted, "is '" + address + "'", expected);
    }
    return address;
  }

  private static boolean isWeb(String address) {
    try {
      URI uri = new URI(address);
      return uri.getHost() != null
          && ("http".equalsIgnoreCase(uri.getScheme())
              || "https".equalsIgnoreCase(uri.getScheme()));
    } catch (URISyntaxException _) {
      return false;
    }
  }

  private static void problem(Section root, String annotation, String says, String expected) {
    Section metadata = root.section("metadata");
    Section annotations = metadata == null ? null : metadata.section("annotations");
    if (annotations != null) {
      annotations.problem(Metadata.OWN + annotation, says, expected);
    }
  }
}
