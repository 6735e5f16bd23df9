package dev.headroom.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.base.HeadroomException;
import dev.headroom.base.TimeWindow;
import dev.headroom.query.view.AttributeView;
import dev.headroom.query.view.Trend;
import dev.headroom.query.view.Trend.Direction;
import dev.headroom.rollup.metric.SeriesAttributes;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.Value;
import dev.headroom.store.Retention;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SmallPartsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:40Z");

  @Test
  void theClosestNameIsFoundByFewestEdits() {
    List<String> known = List.of("checkout", "orders", "search");

    assertThat(Closest.to("chekout", known)).contains("checkout");
    assertThat(Closest.to("CHECKOUT", known)).contains("checkout");
    assertThat(Closest.to("odrers", known)).contains("orders");
    assertThat(Closest.to("billing", known)).isEmpty();
    assertThat(Closest.unknown("service", "chekout", known))
        .hasMessage("unknown service 'chekout', did you mean 'checkout'?");
  }

  @Test
  void editsCountSwapsOnce() {
    assertThat(Closest.edits("ab", "ba")).isEqualTo(1);
    assertThat(Closest.edits("kitten", "sitting")).isEqualTo(3);
    assertThat(Closest.edits("", "abc")).isEqualTo(3);
    assertThat(Closest.edits("same", "same")).isZero();
  }

  @Test
  void cursorsOfOtherListsAreRefused() {
    String cursor = Cursors.write('l', 5, -7);

    assertThat(Cursors.read('l', 2, cursor)).containsExactly(5, -7);
    assertThatThrownBy(() -> Cursors.read('t', 2, cursor)).isInstanceOf(HeadroomException.class);
    assertThatThrownBy(() -> Cursors.read('l', 1, cursor)).isInstanceOf(HeadroomException.class);
    assertThatThrownBy(() -> Cursors.read('l', 2, "%%%")).isInstanceOf(HeadroomException.class);
    assertThatThrownBy(() -> Cursors.read('l', 2, "aGVsbG8"))
        .isInstanceOf(HeadroomException.class)
        .hasMessageContaining("cursor 'aGVsbG8'");
  }

  @Test
  void windowsAreReadInAllTheirForms() {
    assertThat(window(null, null, null)).isEqualTo(TimeWindow.endingAt(NOW, Duration.ofHours(1)));
    assertThat(window(null, null, "1d12h"))
        .isEqualTo(TimeWindow.endingAt(NOW, Duration.ofHours(36)));
    assertThat(window("-2h", "-1h", null))
        .isEqualTo(new TimeWindow(NOW.minusSeconds(7_200), NOW.minusSeconds(3_600)));
    assertThat(window("1772366400000", null, "15m"))
        .isEqualTo(
            new TimeWindow(
                Instant.parse("2026-03-01T12:00:00Z"), Instant.parse("2026-03-01T12:15:00Z")));
    assertThat(window("2026-03-01T12:00:00+02:00", "now", null).from())
        .isEqualTo(Instant.parse("2026-03-01T10:00:00Z"));
    assertThat(window(null, "2026-03-01T12:00:00Z", "30m").from())
        .isEqualTo(Instant.parse("2026-03-01T11:30:00Z"));
  }

  private static TimeWindow window(String from, String to, String range) {
    return new WindowRequest(from, to, range).resolve(NOW);
  }

  @Test
  void badWindowsNameTheParameter() {
    assertThatThrownBy(() -> window("yesterday", null, null))
        .hasMessageStartingWith("from 'yesterday'")
        .hasMessageContaining("expected");
    assertThatThrownBy(() -> window(null, null, "soon")).hasMessageStartingWith("range 'soon'");
    assertThatThrownBy(() -> window(null, null, "")).hasMessageStartingWith("range ''");
    assertThatThrownBy(() -> window(null, null, "0m")).hasMessageStartingWith("range '0m'");
    assertThatThrownBy(() -> window("now", "-1h", null)).hasMessageStartingWith("to ");
    assertThatThrownBy(() -> window("-1h", "now", "1h")).hasMessageStartingWith("range '1h'");
    assertThatThrownBy(() -> window("2020-02-30T00:00:00Z", null, null))
        .hasMessageStartingWith("from '2020-02-30");
  }

  @Test
  void trendsAreFlatUnknownOrMoving() {
    assertThat(trend(List.of(10.0, 10.0, 1_000.0), List.of(10.2, 10.1, 10.3)).direction())
        .as("one outlier moves nothing")
        .isEqualTo(Direction.FLAT);
    assertThat(trend(List.of(10.0, 10.0), List.of(20.0, 20.0, 20.0)).direction())
        .isEqualTo(Direction.UNKNOWN);
    assertThat(trend(List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0)))
        .isEqualTo(new Trend(0.0, 1.0, null, Direction.UP));
    assertThat(trend(Arrays.asList(4.0, null, 4.0, 4.0), List.of(1.0, 2.0, 3.0)).changeShare())
        .isCloseTo(-0.5, within(1e-12));
  }

  private static Trend trend(List<Double> before, List<Double> now) {
    return Trending.of(before, now);
  }

  @Test
  void attributesComeBackAsTheyWereWritten() {
    Map<String, Value> values = new LinkedHashMap<>();
    values.put("plain", new Value.Text("a \"quoted\" \\ back\nline \u0001 ü"));
    values.put("number", new Value.Int64(42));
    values.put("nested", new Value.KeyValues(new Attributes(Map.of("k", new Value.Text("},{")))));
    values.put("list", new Value.Sequence(List.of(new Value.Int64(1), new Value.Text("]"))));
    values.put("last", new Value.Bool(true));

    List<AttributeView> read = FlatJson.members(new Attributes(values).toJson());

    assertThat(read)
        .containsExactly(
            new AttributeView("plain", "a \"quoted\" \\ back\nline \u0001 ü"),
            new AttributeView("number", "42"),
            new AttributeView("nested", "{\"k\":\"},{\"}"),
            new AttributeView("list", "[1,\"]\"]"),
            new AttributeView("last", "true"));
    assertThat(FlatJson.members("")).isEmpty();
    assertThat(FlatJson.members("{\"cut\":\"off")).hasSize(1);
    assertThat(FlatJson.members("nonsense")).isEmpty();
  }

  @Test
  void seriesAttributesMayHoldCommas() {
    assertThat(AttributeViews.of("a=1,b=x,y,z=2"))
        .containsExactly(
            new AttributeView("a", "1"),
            new AttributeView("b", "x,y"),
            new AttributeView("z", "2"));
    assertThat(AttributeViews.of("")).isEmpty();
    assertThat(SeriesAttributes.of("jvm.memory.type=heap,pool=G1")).containsEntry("pool", "G1");
  }

  @Test
  void gridsCoverTheWindowWithFewSlices() {
    for (Duration length :
        List.of(
            Duration.ofSeconds(1),
            Duration.ofMinutes(5),
            Duration.ofHours(1),
            Duration.ofHours(13),
            Duration.ofDays(3),
            Duration.ofDays(40),
            Duration.ofDays(3_000))) {
      TimeWindow window = TimeWindow.endingAt(NOW, length);
      for (Grid grid :
          List.of(
              Grid.list(window, NOW, Retention.DEFAULT),
              Grid.detail(window, NOW, Retention.DEFAULT))) {
        assertThat(grid.window().from()).as(length.toString()).isBeforeOrEqualTo(window.from());
        assertThat(grid.window().to()).isAfterOrEqualTo(window.to());
        assertThat(grid.size()).isBetween(1, 184);
        assertThat(grid.from() % grid.step()).isZero();
      }
    }
  }

  @Test
  void oldWindowsAskForTheResolutionThatIsKept() {
    TimeWindow lastMonth = TimeWindow.endingAt(NOW.minus(Duration.ofDays(30)), Duration.ofHours(3));
    TimeWindow lastYear = TimeWindow.endingAt(NOW.minus(Duration.ofDays(300)), Duration.ofHours(3));

    assertThat(Grid.detail(lastMonth, NOW, Retention.DEFAULT).step()).isEqualTo(3_600);
    assertThat(Grid.detail(lastYear, NOW, Retention.DEFAULT).step()).isEqualTo(86_400);
  }

  @Test
  void longWindowsOfListsAskForWhatIsStoredMerged() {
    assertThat(listStep(Duration.ofHours(1))).isEqualTo(60);
    assertThat(listStep(Duration.ofHours(12))).isEqualTo(900);
    assertThat(listStep(Duration.ofDays(1))).isEqualTo(3_600);
    assertThat(listStep(Duration.ofDays(30))).isEqualTo(86_400);
  }

  private static long listStep(Duration length) {
    return Grid.list(TimeWindow.endingAt(NOW, length), NOW, Retention.DEFAULT).step();
  }
}
