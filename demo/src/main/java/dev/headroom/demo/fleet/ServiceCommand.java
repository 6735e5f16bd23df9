package dev.headroom.demo.fleet;

import dev.headroom.demo.shop.ShopProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Command line and environment of a service process.
final class ServiceCommand {
  private static final String BAGGAGE_KEYS = "headroom.tenant,headroom.segment,headroom.feature";

  private ServiceCommand() {}

  /// The command line; small heap, serial collector and the first compiler tier keep nine processes
  /// within a laptop.
  static List<String> words(FleetSettings settings, ServiceSpec spec) {
    List<String> words = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      // A session of its own: Ctrl+C reaches the launcher only, which then stops all in order.
      words.add("/usr/bin/setsid");
    }
    words.addAll(
        List.of(
            settings.java().toString(),
            "-javaagent:" + settings.agentJar(),
            "-Xmx" + spec.heapMegabytes() + "m",
            "-Xms32m",
            "-Xss512k",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:ReservedCodeCacheSize=32m",
            "-XX:+UseCompactObjectHeaders",
            "-XX:+ExitOnOutOfMemoryError",
            "-Xshare:auto",
            "-Xlog:disable",
            "-Xlog:all=error:stderr",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dsun.net.httpserver.nodelay=true",
            "-Dcom.zaxxer.hikari.aliveBypassWindowMs=20000",
            "-Djdk.httpclient.keepalive.timeout=15",
            "-Djdk.net.hosts.file=" + settings.hostsFile(),
            "-cp",
            settings.classPath(),
            ShopProcess.class.getName()));
    return words;
  }

  /// The environment: what the service is, and how its agent sends telemetry.
  static Map<String, String> environment(
      FleetSettings settings, ServiceSpec spec, String version, String instance, int port) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("DEMO_SERVICE", spec.name());
    environment.put("DEMO_VERSION", version);
    environment.put("DEMO_PORT", String.valueOf(port));
    spec.database()
        .ifPresent(database -> {
          environment.put(
              "DEMO_DATABASE_URL",
              "jdbc:postgresql://"
                  + FleetSettings.DATABASE_HOST
                  + ":"
                  + settings.databasePort()
                  + "/"
                  + database);
          environment.put("DEMO_DATABASE_PASSWORD", settings.databasePassword());
        });
    spec.outside()
        .ifPresent(company ->
            environment.put(
                "DEMO_OUTSIDE_URL", "http://" + company.host() + ":" + settings.outsidePort()));
    environment.putAll(telemetry(settings, spec, version, instance));
    // One malloc arena per core is plenty here and saves tens of megabytes per process.
    environment.put("MALLOC_ARENA_MAX", "2");
    return environment;
  }

  private static Map<String, String> telemetry(
      FleetSettings settings, ServiceSpec spec, String version, String instance) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("OTEL_SERVICE_NAME", spec.name());
    environment.put(
        "OTEL_RESOURCE_ATTRIBUTES",
        "service.version="
            + version
            + ",service.instance.id="
            + instance
            + ",deployment.environment.name=demo,cloud.region="
            + spec.region());
    environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", settings.otlpEndpoint().toString());
    environment.put("OTEL_EXPORTER_OTLP_PROTOCOL", settings.otlpProtocol());
    environment.put("OTEL_TRACES_EXPORTER", "otlp");
    environment.put("OTEL_METRICS_EXPORTER", "otlp");
    environment.put("OTEL_LOGS_EXPORTER", "otlp");
    environment.put("OTEL_METRIC_EXPORT_INTERVAL", "10000");
    environment.put("OTEL_BSP_SCHEDULE_DELAY", "1000");
    environment.put("OTEL_BLRP_SCHEDULE_DELAY", "1000");
    environment.put("OTEL_PROPAGATORS", "tracecontext,baggage");
    environment.put(
        "OTEL_JAVA_EXPERIMENTAL_SPAN_ATTRIBUTES_COPY_FROM_BAGGAGE_INCLUDE", BAGGAGE_KEYS);
    // Only what the shop uses: fewer instrumentations make nine agents start in half the time.
    environment.put("OTEL_INSTRUMENTATION_COMMON_DEFAULT_ENABLED", "false");
    for (String name :
        List.of(
            "OPENTELEMETRY_API",
            "OPENTELEMETRY_INSTRUMENTATION_API",
            "JAVA_HTTP_SERVER",
            "JAVA_HTTP_CLIENT",
            "JDBC",
            "HIKARICP",
            "EXECUTORS",
            "JAVA_UTIL_LOGGING",
            "RUNTIME_TELEMETRY")) {
      environment.put("OTEL_INSTRUMENTATION_" + name + "_ENABLED", "true");
    }
    environment.putAll(spec.settings());
    return environment;
  }
}
