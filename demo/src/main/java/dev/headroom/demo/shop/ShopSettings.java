package dev.headroom.demo.shop;

import java.util.Map;

/// What a service process is told by its launcher, through environment variables.
///
/// @param service which service to be
/// @param version the version it pretends to be
/// @param port the port to answer on, 0 for a free one
/// @param databaseUrl JDBC address of its database
/// @param databasePassword password of the database user `shop`
/// @param outsideUrl base address of the outside company it calls, if any
public record ShopSettings(
    String service,
    ReleaseVersion version,
    int port,
    String databaseUrl,
    String databasePassword,
    String outsideUrl) {

  /// Reads the settings; throws naming the variable that is missing.
  static ShopSettings from(Map<String, String> environment) {
    return new ShopSettings(
        required(environment, "DEMO_SERVICE"),
        ReleaseVersion.parse(required(environment, "DEMO_VERSION")),
        Integer.parseInt(required(environment, "DEMO_PORT")),
        environment.getOrDefault("DEMO_DATABASE_URL", ""),
        environment.getOrDefault("DEMO_DATABASE_PASSWORD", ""),
        environment.getOrDefault("DEMO_OUTSIDE_URL", ""));
  }

  @Override
  public String toString() {
    return service + " " + version;
  }

  private static String required(Map<String, String> environment, String name) {
    String value = environment.get(name);
    if (value == null) {
      throw new IllegalArgumentException("environment variable " + name + " is not set");
    }
    return value;
  }
}
