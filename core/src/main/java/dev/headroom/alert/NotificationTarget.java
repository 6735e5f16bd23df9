package dev.headroom.alert;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Where alerts are told.
///
/// @param name by which routes refer to it
/// @param address an `http` or `https` address; for e-mail the addresses of the receivers, by
///   commas
/// @param secretEnv the environment variable that holds the secret; empty for none. The secret
///   itself is never kept or shown
/// @param options what this kind understands besides; see docs/alerts.md
/// @param description for people; may be empty
public record NotificationTarget(
    String name,
    Kind kind,
    String address,
    String secretEnv,
    Map<String, String> options,
    String description) {

  private static final Pattern WEB =
      Pattern.compile("https?://[^/?#@\\s]+([/?#]\\S*)?", Pattern.CASE_INSENSITIVE);

  /// How a target is spoken to.
  public enum Kind {
    ALERTMANAGER,
    CLOUDEVENTS,
    WEBHOOK,
    EMAIL
  }

  public NotificationTarget {
    if (name.isBlank()) {
      throw new HeadroomException(
          ErrorCode.INVALID, "name of a notification target is blank; expected a text");
    }
    if (address.isBlank()) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "address of the notification target '" + name + "' is blank; expected " + expected(kind));
    }
    if (kind != Kind.EMAIL && !WEB.matcher(address).matches()) {
      // The address is not told: it may hold what should not be shown.
      throw new HeadroomException(
          ErrorCode.INVALID,
          "address of the notification target '"
              + name
              + "' is not valid; expected an http:// or"
              + " https:// address without user and password, which belong into the environment");
    }
    options = Collections.unmodifiableMap(new TreeMap<>(options));
  }

  private static String expected(Kind kind) {
    return kind == Kind.EMAIL ? "an e-mail address" : "an http:// or https:// address";
  }

  /// The option, or the usual value when it is not given.
  public String option(String key, String usual) {
    return options.getOrDefault(key, usual);
  }

  /// The address without what may be secret in it: of webhooks nothing is shown behind the host.
  public String shownAddress() {
    if (kind == Kind.EMAIL || kind == Kind.ALERTMANAGER) {
      return address;
    }
    int path = address.indexOf('/', address.indexOf("://") + 3);
    return path < 0 || path == address.length() - 1 ? address : address.substring(0, path) + "/…";
  }
}
