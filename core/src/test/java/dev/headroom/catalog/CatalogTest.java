package dev.headroom.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.base.ServiceName;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CatalogTest {
  private static Entity.Component component(String name, String service, EntityRef owner) {
    return new Entity.Component(
        new Metadata(
            new EntityRef("component", "default", name),
            "",
            "",
            service.isEmpty() ? Map.of() : Map.of(Catalog.SERVICE_ANNOTATION, service),
            List.of(),
            name + ".yaml#1"),
        "service",
        "",
        owner,
        null,
        null,
        List.of(),
        List.of(),
        List.of());
  }

  @Test
  void referencesAreReadInAllForms() {
    assertThat(EntityRef.parse("team-a", "group"))
        .isEqualTo(new EntityRef("group", "default", "team-a"));
    assertThat(EntityRef.parse("User:ops/jo", "group"))
        .isEqualTo(new EntityRef("user", "ops", "jo"));
    assertThat(EntityRef.parse("ops/jo", "group").shortName()).isEqualTo("ops/jo");
    assertThatThrownBy(() -> EntityRef.parse("a b", "group")).hasMessageContaining("a b");
    assertThatThrownBy(() -> EntityRef.parse("", "group")).hasMessageContaining("[kind:]");
  }

  @Test
  void theAnnotationDecidesWhichServiceAComponentIs() {
    Catalog catalog =
        new Catalog(
            List.of(
                component("cart", "checkout", EntityRef.parse("team-a", "group")),
                component("checkout", "", EntityRef.parse("team-b", "group"))),
            List.of());

    assertThat(catalog.declared(new ServiceName("checkout")).orElseThrow().owner())
        .isEqualTo(new EntityRef("group", "default", "team-a"));
    assertThat(catalog.declared(new ServiceName("cart"))).isEmpty();
    assertThat(catalog.problems()).hasSize(1);
    assertThat(catalog.problems().getFirst().message()).contains("component:default/cart");
  }

  @Test
  void namesCompareWithoutCase() {
    Catalog catalog =
        new Catalog(List.of(component("Cart", "", null), component("cart", "", null)), List.of());

    assertThat(catalog.entities()).hasSize(1);
    assertThat(catalog.find(EntityRef.parse("CART", "component"))).isPresent();
    assertThat(catalog.problems()).hasSize(1);
  }

  @Test
  void aResourceOwnsTheNodeItNames() {
    Catalog catalog =
        new Catalog(
            List.of(
                new Entity.Resource(
                    new Metadata(
                        new EntityRef("resource", "default", "orders-db"),
                        "",
                        "",
                        Map.of(Catalog.NODE_ANNOTATION, "database:postgresql orders"),
                        List.of(),
                        "r.yaml#1"),
                    "database",
                    EntityRef.parse("team-data", "group"),
                    null,
                    List.of())),
            List.of());

    assertThat(
            catalog
                .declared(new NodeId(NodeType.DATABASE, "postgresql orders"))
                .orElseThrow()
                .ownerTitle())
        .isEqualTo("team-data");
    assertThat(catalog.declared(new NodeId(NodeType.DATABASE, "postgresql other"))).isEmpty();
  }
}
