package dev.headroom.signal;

import dev.headroom.base.ServiceName;

/// Who sent telemetry, read from resource attributes of either generation. Empty strings are absent
/// values; all are cut to [#LENGTH_MAX] characters.
///
/// @param service `service.name`
/// @param version `service.version`
/// @param environment `deployment.environment.name`, before 1.27 `deployment.environment`
/// @param region `cloud.region`
/// @param instance `service.instance.id`, else the pod's name, the container's id, or the host with
///   the process id
public record ResourceIdentity(
    ServiceName service, String version, String environment, String region, String instance) {

  /// No part is longer.
  public static final int LENGTH_MAX = 256;

  /// Reads the identity out of resource attributes.
  public static ResourceIdentity of(Attributes resource) {
    String service = bounded(resource.text("service.name"));
    return new ResourceIdentity(
        service.isBlank() ? ServiceName.UNKNOWN : new ServiceName(service),
        bounded(resource.text("service.version")),
        bounded(resource.text("deployment.environment.name", "deployment.environment")),
        bounded(resource.text("cloud.region")),
        bounded(instance(resource)));
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

  private static String bounded(String text) {
    if (text.length() <= LENGTH_MAX) {
      return text;
    }
    boolean pair = Character.isHighSurrogate(text.charAt(LENGTH_MAX - 1));
    return text.substring(0, pair ? LENGTH_MAX - 1 : LENGTH_MAX);
  }
}
