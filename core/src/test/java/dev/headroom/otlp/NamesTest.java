package dev.headroom.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Names come out with few different values, and readable.
final class NamesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /cart/{id}|GET /cart/{id}",
        "/users/123/orders/9|/users/{id}/orders/{id}",
        "/x/3f2504e0-4f89-11d3-9a0c-0305e82c3301|/x/{id}",
        "/blob/deadbeef01|/blob/{id}",
        "/word/deadbeef|/word/deadbeef",
        "order-1234|order-{id}",
        "user12345|user{id}",
        "/api/v2/k8s|/api/v2/k8s",
        "/t/a1B2c3D4e5F6g7H8i9J0k1|/t/{id}",
        "OrderService.placeOrder|OrderService.placeOrder",
        "getProductRecommendationsForCustomer|getProductRecommendationsForCustomer",
        "calculate_shipping_cost_for_region|calculate_shipping_cost_for_region",
        "größe 12|größe {id}",
      })
  void idsAreMasked(String name, String masked) {
    assertThat(Names.masked(name)).isEqualTo(masked);
    assertThat(Names.masked(masked)).as("again").isEqualTo(masked);
  }

  @Test
  void namesAreBoundedAndNeverCutInsideACharacter() {
    assertThat(Names.masked("ab ".repeat(1_000)).length()).isLessThanOrEqualTo(256);
    String cut = Names.bounded("x".repeat(255) + "😀");
    assertThat(cut).isEqualTo("x".repeat(255));
  }
}
