package dev.headroom.server.notify;

import dev.headroom.alert.NotificationTarget;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs requests and shows credentials. Secrets are read from the environment when they are
/// needed, and are never part of a message.
final class Secrets {
  private static final String STANDARD_PREFIX = "whsec_";

  private final UnaryOperator<String> environment;

  /// @param environment the value of a variable, empty when it is not set
  Secrets(UnaryOperator<String> environment) {
    this.environment = environment;
  }

  private String of(NotificationTarget target) throws DeliveryException {
    String secret = environment.apply(target.secretEnv());
    if (secret.isEmpty()) {
      throw new DeliveryException(
          "the environment variable '" + target.secretEnv() + "' is not set", true);
    }
    return secret;
  }

  /// `Authorization` of an Alertmanager: the secret as bearer token, or `user:password` for the
  /// option `auth: basic`.
  Map<String, String> authorization(NotificationTarget target) throws DeliveryException {
    if (target.secretEnv().isEmpty()) {
      return Map.of();
    }
    String secret = of(target);
    return Map.of(
        "Authorization",
        target.option("auth", "bearer").equals("basic")
            ? "Basic " + Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8))
            : "Bearer " + secret);
  }

  /// The headers that sign a body: Headroom's own and those of Standard Webhooks.
  Map<String, String> signatures(NotificationTarget target, String id, Instant at, byte[] body)
      throws DeliveryException {
    Map<String, String> headers = new LinkedHashMap<>();
    String seconds = Long.toString(at.getEpochSecond());
    headers.put("webhook-id", id);
    headers.put("webhook-timestamp", seconds);
    if (!target.secretEnv().isEmpty()) {
      String secret = of(target);
      byte[] hash = hash(secret.getBytes(StandardCharsets.UTF_8), seconds + ".", body);
      headers.put("X-Headroom-Signature", "t=" + seconds + ",v1=" + HexFormat.of().formatHex(hash));
      headers.put(
          "webhook-signature",
          "v1,"
              + Base64.getEncoder()
                  .encodeToString(hash(standardKey(secret), id + "." + seconds + ".", body)));
    }
    return headers;
  }

  private static byte[] standardKey(String secret) throws DeliveryException {
    if (!secret.startsWith(STANDARD_PREFIX)) {
      return secret.getBytes(StandardCharsets.UTF_8);
    }
    try {
      return Base64.getDecoder().decode(secret.substring(STANDARD_PREFIX.length()));
    } catch (IllegalArgumentException e) {
      throw new DeliveryException("the secret starts with whsec_ but is no base64", true, e);
    }
  }

  private static byte[] hash(byte[] key, String before, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      mac.update(before.getBytes(StandardCharsets.UTF_8));
      return mac.doFinal(body);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }
}
