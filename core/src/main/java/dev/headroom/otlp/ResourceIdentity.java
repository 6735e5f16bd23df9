package dev.headroom.otlp;

import dev.headroom.base.ServiceName;
import dev.headroom.signal.Attributes;

/// Who sent telemetry, read from resource attributes of either generation. Empty strings are absent
/// values.
///
/// @param service `service.name`
/// @param version `service.version`
/// @param environment `deployment.environment.name`, before 1.27 `deployment.environment`
/// @param region `cloud.region`
/// @param instance `service.instance.id`, else the pod's name, the container's id, or the host with
///   the process id
public record ResourceIdentity(
    ServiceName service, String version, String environment, String region, String instance) {

  /// Reads the identity out of resource attributes.
  public static ResourceIdentity of(Attributes resource) {
    String service = Names.bounded(resource.text("service.name"));
    return new ResourceIdentity(
        service.isBlank() ? ServiceName.UNKNOWN : new ServiceName(service),
        Names.bounded(resource.text("service.version")),
        Names.bounded(resource.text("deployment.environment.name", "deployment.environment")),
        Names.bounded(resource.text("cloud.region")),
        Names.bounded(instance(resource)));
  }

  private static String instance(Attributes resource) {
    String known = resource.text("service.instance.id", "k8s.pod.name", "container.id");
    if (!known.isEmpty()) {
      return known;
    }
    String host = resource.text("host.name");
    String process = resource.text("process.pid");
    return host.isEmpty() || process.isEmpty() ? host : host + ':' + process;
  }
}
