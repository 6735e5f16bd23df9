package dev.headroom.demo.shop;

import dev.headroom.demo.traffic.Tenant;
import dev.headroom.demo.wire.BadCallException;
import dev.headroom.demo.wire.Call;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Who sends a request: a tenant, its segment, and the session that names the basket.
record Buyer(String tenant, String segment, String session) {
  private static final Map<String, Tenant> TENANTS =
      Tenant.all().stream()
          .collect(Collectors.toUnmodifiableMap(Tenant::name, Function.identity()));

  /// Reads the buyer from the headers `x-tenant` and `x-session`.
  static Buyer of(Call call) {
    String name = call.header("x-tenant", "");
    Tenant tenant = TENANTS.get(name);
    if (tenant == null) {
      throw new BadCallException("header x-tenant '" + name + "' is no customer of the shop");
    }
    return new Buyer(tenant.name(), tenant.segment(), call.header("x-session", name + "-0"));
  }

  /// Marks the current span with tenant, segment and feature, and returns a context whose baggage
  /// carries them to every service called inside it.
  Context enter(String feature) {
    Span.current()
        .setAttribute("headroom.tenant", tenant)
        .setAttribute("headroom.segment", segment)
        .setAttribute("headroom.feature", feature);
    Baggage baggage =
        Baggage.current().toBuilder()
            .put("headroom.tenant", tenant)
            .put("headroom.segment", segment)
            .put("headroom.feature", feature)
            .build();
    return Context.current().with(baggage);
  }
}
