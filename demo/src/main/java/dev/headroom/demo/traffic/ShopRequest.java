package dev.headroom.demo.traffic;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;

/// One request of a customer to the storefront.
///
/// @param method `GET` or `POST`
/// @param target path and query
/// @param tenant who sends it
/// @param session which buyer of the tenant
public record ShopRequest(String method, String target, Tenant tenant, String session) {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /// The same as an HTTP request to a storefront.
  HttpRequest toHttp(URI storefront) {
    return HttpRequest.newBuilder(storefront.resolve(target))
        .timeout(PATIENCE)
        .header("x-tenant", tenant.name())
        .header("x-session", session)
        .method(method, HttpRequest.BodyPublishers.noBody())
        .build();
  }
}
