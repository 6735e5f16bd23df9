package dev.headroom.demo.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServiceCommandTest {
  @TempDir private Path directory;

  @Test
  void theResourceSaysWhatRuns() {
    Map<String, String> environment =
        ServiceCommand.environment(settings(), spec("catalog"), "1.5.0", "catalog-10", 0);
    assertThat(environment)
        .containsEntry("OTEL_SERVICE_NAME", "catalog")
        .containsEntry(
            "OTEL_RESOURCE_ATTRIBUTES",
            "service.version=1.5.0,service.instance.id=catalog-10,"
                + "deployment.environment.name=demo,cloud.region=eu-central-1")
        .containsEntry("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317")
        .containsEntry("DEMO_DATABASE_URL", "jdbc:postgresql://shop-db:5555/catalog")
        .containsEntry("DEMO_VERSION", "1.5.0");
  }

  @Test
  void secretsStayOutOfTheCommandLineAndOfText() {
    assertThat(String.join(" ", ServiceCommand.words(settings(), spec("orders"))))
        .doesNotContain("hush");
    assertThat(settings().toString()).doesNotContain("hush");
  }

  @Test
  void onlyServicesWithADatabaseGetItsPassword() {
    Map<String, String> pricing =
        ServiceCommand.environment(settings(), spec("pricing"), "2.0.3", "pricing-1", 0);
    assertThat(pricing).doesNotContainKeys("DEMO_DATABASE_URL", "DEMO_DATABASE_PASSWORD");
  }

  @Test
  void bothGenerationsOfDatabaseNamesAreInUse() {
    Set<String> generations = new HashSet<>();
    for (ServiceSpec spec : ServiceSpec.shop()) {
      generations.add(spec.settings().getOrDefault("OTEL_SEMCONV_STABILITY_OPT_IN", "old"));
    }
    assertThat(generations).containsExactlyInAnyOrder("old", "database");
  }

  @Test
  void hostsFileNamesEverythingThatIsCalled() throws Exception {
    HostsFile.write(settings(), ServiceSpec.shop());
    List<String> lines = Files.readAllLines(directory.resolve("hosts"));
    assertThat(lines)
        .contains(
            "127.0.0.1 localhost",
            "127.0.0.1 shop-db",
            "127.0.0.1 pricing",
            "127.0.0.1 api.paylane.example");
  }

  private static ServiceSpec spec(String name) {
    return ServiceSpec.shop().stream()
        .filter(spec -> spec.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private FleetSettings settings() {
    return new FleetSettings(
        Path.of("java"),
        "demo.jar",
        Path.of("agent.jar"),
        URI.create("http://127.0.0.1:4317"),
        "grpc",
        directory,
        5555,
        "hush",
        6666);
  }
}
