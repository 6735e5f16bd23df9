package dev.headroom.server.auth;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/// Secret tokens that open a port. Keeps only their digests, so nothing can print them.
///
/// Immutable. A request shows its token as `Authorization: Bearer <token>`, or, from a browser, as
/// the password of `Basic` with any user name.
public final class AccessTokens {
  /// No tokens: nothing is asked for.
  public static final AccessTokens NONE = new AccessTokens(List.of());

  private static final int MIN_LENGTH = 8;

  private final List<byte[]> digests;

  private AccessTokens(List<byte[]> digests) {
    this.digests = List.copyOf(digests);
  }

  public static AccessTokens of(Collection<String> tokens) {
    return new AccessTokens(
        tokens.stream()
            .map(token -> {
              if (token.length() < MIN_LENGTH) {
                throw new HeadroomException(
                    ErrorCode.INVALID,
                    "a token has "
                        + token.length()
                        + " characters; expected at least "
                        + MIN_LENGTH);
              }
              return digest(token);
            })
            .toList());
  }

  public boolean isEmpty() {
    return digests.isEmpty();
  }

  /// Whether the value of an `Authorization` header carries one of the tokens.
  public boolean admits(String authorization) {
    int space = authorization.indexOf(' ');
    if (space < 0) {
      return false;
    }
    String credentials = authorization.substring(space + 1).strip();
    return switch (authorization.substring(0, space).toLowerCase(Locale.ROOT)) {
      case "bearer" -> knows(credentials);
      case "basic" -> knows(password(credentials));
      default -> false;
    };
  }

  private static String password(String basic) {
    try {
      String pair = new String(Base64.getDecoder().decode(basic), StandardCharsets.UTF_8);
      return pair.substring(pair.indexOf(':') + 1);
    } catch (IllegalArgumentException notBase64) {
      return "";
    }
  }

  private boolean knows(String token) {
    byte[] shown = digest(token);
    boolean known = false;
    for (byte[] digest : digests) {
      // Compares all of them in constant time, so that timing tells nothing.
      known |= MessageDigest.isEqual(digest, shown);
    }
    return known;
  }

  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public String toString() {
    return digests.size() + " tokens";
  }
}
