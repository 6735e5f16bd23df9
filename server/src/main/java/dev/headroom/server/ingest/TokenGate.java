package dev.headroom.server.ingest;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.RequestHeaders;
import dev.headroom.server.auth.AccessTokens;

/// Lets requests pass that carry one of the bearer tokens, or all when none is configured.
final class TokenGate {
  private final AccessTokens tokens;

  TokenGate(AccessTokens tokens) {
    this.tokens = tokens;
  }

  void check(RequestHeaders headers) {
    if (tokens.isEmpty()) {
      return;
    }
    String authorization = headers.get(HttpHeaderNames.AUTHORIZATION);
    if (authorization == null) {
      throw new RefusedException(
          RefusalReason.UNAUTHENTICATED,
          "no authorization header; expected 'Bearer' and a token that this server knows");
    }
    if (!tokens.admits(authorization)) {
      throw new RefusedException(
          RefusalReason.UNAUTHENTICATED,
          "the authorization header holds no token that this server knows");
    }
  }
}
