package dev.headroom.demo.fleet;

import java.net.URI;
import java.nio.file.Path;

/// What all service processes have in common.
///
/// @param java the `java` program
/// @param classPath class path with the demo and its libraries
/// @param agentJar the OpenTelemetry Java agent
/// @param otlpEndpoint where telemetry goes
/// @param otlpProtocol `grpc` or `http/protobuf`
/// @param workDir directory for logs and the hosts file
/// @param databasePort port of PostgreSQL on the loopback interface
/// @param databasePassword password of the database user `shop`
/// @param outsidePort port of the stand-ins for outside companies
public record FleetSettings(
    Path java,
    String classPath,
    Path agentJar,
    URI otlpEndpoint,
    String otlpProtocol,
    Path workDir,
    int databasePort,
    String databasePassword,
    int outsidePort) {

  /// The host name the services know their database server by.
  static final String DATABASE_HOST = "shop-db";

  /// The file that gives the services' host names their addresses.
  Path hostsFile() {
    return workDir.resolve("hosts");
  }

  Path logDir() {
    return workDir.resolve("logs");
  }

  @Override
  public String toString() {
    return "FleetSettings[workDir=" + workDir + ", otlpEndpoint=" + otlpEndpoint + "]";
  }
}
