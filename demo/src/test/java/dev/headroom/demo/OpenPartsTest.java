package dev.headroom.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OpenPartsTest {
  private final List<String> closed = new ArrayList<>();
  private final OpenParts parts = new OpenParts();

  @Test
  void closesInReverseOrderAndOnce() {
    parts.add(() -> closed.add("database"));
    parts.add(() -> closed.add("services"));
    parts.close();
    parts.close();
    assertThat(closed).containsExactly("services", "database");
  }

  @Test
  void whatIsAddedTooLateIsClosedAtOnce() {
    parts.close();
    assertThatThrownBy(() -> parts.add(() -> closed.add("late")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("stopped while it was starting");
    assertThat(closed).containsExactly("late");
  }

  @Test
  void jsonQuotesWhatHasToBe() {
    assertThat(Json.object(Json.field("a\"b", "c\\d\n"), Json.field("n", 3), Json.field("t", true)))
        .isEqualTo("{\"a\\\"b\":\"c\\\\d\\u000a\",\"n\":3,\"t\":true}");
    assertThat(Json.array(List.of("1", "2"))).isEqualTo("[1,2]");
  }
}
