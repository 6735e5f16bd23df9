package dev.headroom.server.notify;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.util.Arrays;
import java.util.Locale;

/// The mail server.
///
/// @param host empty when there is none
/// @param from the sender's address
public record SmtpSettings(String host, int port, String from, Security security) {

  /// No mail server.
  public static final SmtpSettings NONE = new SmtpSettings("", 0, "", Security.STARTTLS);

  /// How the connection is secured.
  public enum Security {
    NONE,
    /// Plain at first, then TLS; refused when the server does not offer it.
    STARTTLS,
    /// TLS from the first byte.
    TLS;

    /// @throws HeadroomException when it is none of them
    public static Security parse(String field, String text) {
      return Arrays.stream(values())
          .filter(security -> security.name().equals(text.toUpperCase(Locale.ROOT)))
          .findFirst()
          .orElseThrow(() ->
              new HeadroomException(
                  ErrorCode.INVALID,
                  field + " '" + text + "' is not valid; expected starttls, tls or none"));
    }
  }
}
