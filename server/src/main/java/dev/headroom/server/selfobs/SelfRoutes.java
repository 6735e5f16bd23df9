package dev.headroom.server.selfobs;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.headroom.query.view.SystemView;
import dev.headroom.server.Routes;
import dev.headroom.server.api.Json;
import java.util.function.Supplier;

/// `/health`, `/health/live`, `/health/ready` and `/metrics`.
///
/// Live is a process that answers. Ready is one that takes telemetry: also while it replays its
/// journal, but not while it starts or stops, nor when it cannot store.
public final class SelfRoutes implements Routes {
  private static final MediaType EXPOSITION =
      MediaType.parse("text/plain; version=0.0.4; charset=utf-8");

  private final Supplier<SystemView> system;
  private final Json json = new Json();

  public SelfRoutes(Supplier<SystemView> system) {
    this.system = system;
  }

  // What is stored is counted by the storage engine, which may take its time: off the event loop.
  @Override
  public void addTo(ServerBuilder server) {
    server.service("/health", (context, _) -> later(context, () -> health(false)));
    server.service("/health/live", (context, _) -> later(context, () -> health(false)));
    server.service("/health/ready", (context, _) -> later(context, () -> health(true)));
    server.service("/metrics", (context, _) -> later(context, this::exposition));
  }

  private static HttpResponse later(ServiceRequestContext context, Supplier<HttpResponse> answer) {
    return HttpResponse.of(answer, context.blockingTaskExecutor());
  }

  private HttpResponse exposition() {
    return HttpResponse.of(
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(EXPOSITION)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .build(),
        HttpData.ofUtf8(Exposition.of(system.get())));
  }

  private HttpResponse health(boolean mustBeReady) {
    HealthView health = HealthView.of(system.get());
    HttpStatus status =
        mustBeReady && !health.ready() ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.OK;
    return HttpResponse.of(
        ResponseHeaders.builder(status)
            .contentType(MediaType.JSON)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .build(),
        HttpData.wrap(json.write(health)));
  }
}
