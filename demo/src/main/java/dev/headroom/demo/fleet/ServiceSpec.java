package dev.headroom.demo.fleet;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How one service of the shop is deployed at the start.
///
/// @param name service name
/// @param version version at the start
/// @param instances number of processes
/// @param region value of `cloud.region`
/// @param heapMegabytes limit of the Java heap of one process
/// @param database name of its database, if it has one
/// @param outside which outside company it calls, if any
/// @param settings further environment variables of the agent
public record ServiceSpec(
    String name,
    String version,
    int instances,
    String region,
    int heapMegabytes,
    Optional<String> database,
    Optional<OutsideCompany> outside,
    Map<String, String> settings) {
  private static final String HOME = "eu-central-1";
  private static final String AWAY = "eu-west-1";

  /// The newer names for database spans; half of the shop has moved on, as in a real company.
  private static final Map<String, String> NEW_DATABASE_NAMES =
      Map.of("OTEL_SEMCONV_STABILITY_OPT_IN", "database");

  /// Requires at least one instance.
  public ServiceSpec {
    settings = Map.copyOf(settings);
    if (instances < 1) {
      throw new IllegalArgumentException("instances " + instances + ", expected at least 1");
    }
  }

  /// The shop, in start order: what is called comes before its callers.
  public static List<ServiceSpec> shop() {
    return List.of(
        inside("pricing", "2.0.3", 1, 64, Optional.empty(), Map.of()),
        inside("inventory", "1.9.0", 1, 80, Optional.of("inventory"), NEW_DATABASE_NAMES),
        inside("catalog", "1.4.2", 2, 80, Optional.of("catalog"), NEW_DATABASE_NAMES),
        inside("cart", "3.1.0", 1, 80, Optional.of("cart"), Map.of()),
        outward("payments", "2.7.1", "payments", OutsideCompany.PAYMENT_PROVIDER),
        outward("mailer", "0.8.4", "orders", OutsideCompany.MAIL_COURIER),
        inside("orders", "4.2.0", 1, 80, Optional.of("orders"), Map.of()),
        inside("storefront", "7.3.0", 1, 96, Optional.empty(), Map.of()));
  }

  private static ServiceSpec inside(
      String name,
      String version,
      int instances,
      int heapMegabytes,
      Optional<String> database,
      Map<String, String> settings) {
    return new ServiceSpec(
        name, version, instances, HOME, heapMegabytes, database, Optional.empty(), settings);
  }

  private static ServiceSpec outward(
      String name, String version, String database, OutsideCompany company) {
    return new ServiceSpec(
        name, version, 1, AWAY, 64, Optional.of(database), Optional.of(company), Map.of());
  }
}
