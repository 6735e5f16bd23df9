package dev.headroom.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.query.view.AttributeView;
import dev.headroom.query.view.TraceView;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SpanResourcesTest {

  private static TraceView.SpanRow span(String id, String service) {
    return new TraceView.SpanRow(
        id,
        null,
        0,
        0,
        0,
        1,
        service,
        "1",
        service + "-1",
        "GET",
        "GET",
        "SERVER",
        false,
        "",
        0,
        false,
        List.of(),
        false,
        0,
        List.of(),
        List.of(new AttributeView("service.name", service)),
        "",
        List.of(),
        List.of(),
        0,
        0,
        0);
  }

  @Test
  void tellsEachResourceOnce() {
    SpanResources resources =
        SpanResources.of(List.of(span("a", "shop"), span("b", "stock"), span("c", "shop")));
    assertThat(resources.all())
        .extracting(SpanResources.Resource::service)
        .containsExactly("shop", "stock");
    assertThat(resources.number(span("x", "stock"))).isEqualTo(2);
    assertThat(resources.number(span("x", "unheard"))).isZero();
  }
}
