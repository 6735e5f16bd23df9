package dev.headroom.demo.fleet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Host names for the demo's processes, in the format of `/etc/hosts`.
///
/// All runs on the loopback interface; with names, telemetry shows `pricing` and `shop-db` instead
/// of one address. Java reads the file through the system property `jdk.net.hosts.file`.
final class HostsFile {
  private HostsFile() {}

  /// Writes the file for a fleet.
  static void write(FleetSettings settings, List<ServiceSpec> specs) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("127.0.0.1 localhost");
    lines.add("127.0.0.1 " + FleetSettings.DATABASE_HOST);
    specs.forEach(spec -> lines.add("127.0.0.1 " + spec.name()));
    for (OutsideCompany company : OutsideCompany.values()) {
      lines.add("127.0.0.1 " + company.host());
    }
    ownName().ifPresent(name -> lines.add("127.0.0.1 " + name));
    URI collector = settings.otlpEndpoint();
    if (!collector.getHost().equals("localhost")) {
      lines.add(
          InetAddress.getByName(collector.getHost()).getHostAddress() + " " + collector.getHost());
    }
    Files.write(settings.hostsFile(), lines);
  }

  /// The machine's own name, which the agent looks up for `host.name`.
  private static Optional<String> ownName() {
    try {
      return Optional.of(InetAddress.getLocalHost().getHostName());
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
