package dev.headroom.server.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.base.ServiceName;
import dev.headroom.catalog.Catalog;
import dev.headroom.catalog.Entity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CatalogDirectoryTest {
  private static final String SHOP =
      """
      apiVersion: backstage.io/v1alpha1
      kind: Component
      metadata:
        name: checkout
        title: Checkout
        annotations:
          headroom.dev/service-name: checkout-service
      spec:
        type: service
        lifecycle: production
        owner: team-orders
        system: shop
        dependsOn: [resource:orders-db, component:orders]
        providesApis: [checkout-api]
      ---
      apiVersion: backstage.io/v1alpha1
      kind: System
      metadata:
        name: shop
      spec:
        owner: group:default/team-shop
        domain: sales
      ---
      apiVersion: backstage.io/v1alpha1
      kind: Group
      metadata:
        name: team-orders
      spec:
        type: team
        children: []
      """;

  @TempDir private Path directory;
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private CatalogDirectory catalogs;

  @BeforeEach
  void open() {
    catalogs = new CatalogDirectory(directory, () -> now);
  }

  private void write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(now));
  }

  private Catalog later() {
    now = now.plusSeconds(10);
    return catalogs.catalog();
  }

  @Test
  void severalDocumentsInDirectoriesBelowAreRead() throws IOException {
    write("checkout/catalog-info.yaml", SHOP);
    write("notes.txt", "kind: Component");

    Catalog catalog = catalogs.catalog();

    assertThat(catalog.problems()).isEmpty();
    assertThat(catalog.entities()).hasSize(3);
    Entity.Component checkout = catalog.all(Entity.Component.class).getFirst();
    assertThat(checkout.dependsOn())
        .extracting(Object::toString)
        .containsExactly("resource:default/orders-db", "component:default/orders");
    assertThat(checkout.metadata().source()).isEqualTo("checkout/catalog-info.yaml#1");
    assertThat(catalog.declared(new ServiceName("checkout-service")).orElseThrow().domain())
        .hasToString("domain:default/sales");
  }

  @Test
  void changesAreSeenAndGoneFilesAreForgotten() throws IOException {
    write("a.yaml", SHOP);
    assertThat(catalogs.catalog().entities()).hasSize(3);
    now = now.plusSeconds(1);
    write("b.yml", SHOP.replace("name: checkout\n", "name: cart\n").replace("-service\n", "-2\n"));
    assertThat(catalogs.catalog().entities()).as("looked at again only after a while").hasSize(3);

    assertThat(later().all(Entity.Component.class)).hasSize(2);
    Files.delete(directory.resolve("a.yaml"));
    assertThat(later().all(Entity.Component.class))
        .extracting(c -> c.metadata().ref().name())
        .containsExactly("cart");
  }

  @Test
  void aFileThatBreaksKeepsWhatItSaidAndHarmsNoOther() throws IOException {
    write("a.yaml", SHOP);
    assertThat(catalogs.catalog().entities()).hasSize(3);
    now = now.plusSeconds(10);
    write("a.yaml", "kind: [Component\nmetadata: {");
    write("b.yaml", SHOP.replace("name: checkout\n", "name: cart\n").replace("-service\n", "-2\n"));

    Catalog catalog = later();

    assertThat(catalog.all(Entity.Component.class)).hasSize(2);
    assertThat(catalog.problems())
        .filteredOn(p -> p.message().startsWith("is no YAML"))
        .extracting(Catalog.Problem::file)
        .containsExactly("a.yaml");
    assertThat(later().all(Entity.Component.class)).hasSize(2);
  }

  @Test
  void problemsNameFileDocumentAndField() throws IOException {
    write(
        "bad.yaml",
        """
        apiVersion: backstage.io/v1alpha1
        kind: Componnent
        metadata:
          name: a
        ---
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata:
          title: no name
        ---
        apiVersion: v1
        kind: Component
        metadata:
          name: c
        ---
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata:
          name: good
        spec:
          type: service
          owner: "two words"
          dependsOn: not-a-list
        ---
        apiVersion: backstage.io/v1alpha1
        kind: User
        metadata:
          name: jo
        """);

    Catalog catalog = catalogs.catalog();

    assertThat(catalog.entities()).hasSize(1);
    assertThat(catalog.problems())
        .extracting(p -> p.file() + "#" + p.document() + " " + p.field())
        .containsExactly(
            "bad.yaml#1 kind",
            "bad.yaml#2 metadata.name",
            "bad.yaml#3 apiVersion",
            "bad.yaml#4 spec.owner",
            "bad.yaml#4 spec.dependsOn");
  }

  @Test
  void aMissingDirectoryIsEmptyUntilItIsThere() throws IOException {
    Path missing = directory.resolve("later");
    CatalogDirectory waiting = new CatalogDirectory(missing, () -> now);
    assertThat(waiting.catalog().entities()).isEmpty();

    now = now.plusSeconds(10);
    write("later/x.yaml", SHOP);

    assertThat(waiting.catalog().entities()).hasSize(3);
  }
}
