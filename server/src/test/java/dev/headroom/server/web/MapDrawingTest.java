package dev.headroom.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.query.view.Latency;
import dev.headroom.query.view.MapView;
import dev.headroom.query.view.Ownership;
import dev.headroom.query.view.Traffic;
import dev.headroom.query.view.WindowView;
import dev.headroom.signal.NodeType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class MapDrawingTest {
  private static final Instant START = Instant.parse("2026-05-06T12:00:00Z");
  private static final WindowView WINDOW = new WindowView(START, START.plusSeconds(3_600), 60);

  private static MapView chain(int nodes) {
    List<MapView.Node> all = new ArrayList<>();
    List<MapView.Edge> edges = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      all.add(node("service-" + i, 0.0, 10));
      if (i > 0) {
        edges.add(edge("service-" + (i - 1), "service-" + i));
      }
    }
    return new MapView(WINDOW, all, edges, List.of());
  }

  private static MapView.Node node(String name, double errorShare, long millis) {
    return new MapView.Node(
        name, NodeType.SERVICE, name, owned(null), traffic(errorShare, millis), null);
  }

  private static MapView.Edge edge(String from, String to) {
    return new MapView.Edge(from, to, traffic(0, 10), null, 2.5, 1.0, null);
  }

  private static Traffic traffic(double errorShare, long millis) {
    long nanos = millis * 1_000_000;
    Latency latency = new Latency(nanos, nanos, nanos, nanos, nanos, nanos, nanos);
    return new Traffic(100, 1.0, 2.0, 100 * errorShare, errorShare, 0.0, latency);
  }

  private static Ownership owned(@Nullable String owner) {
    return new Ownership(null, owner, null, null, null);
  }

  @Test
  void keepsRoomForTheFiguresBetweenTheBoxes() {
    MapDrawing drawing = MapDrawing.of(chain(5), "");
    assertThat(drawing.boxes()).hasSize(5);
    assertThat(drawing.wires()).hasSize(4);
    for (MapDrawing.Wire wire : drawing.wires()) {
      assertThat(wire.label()).isEqualTo("2.5×");
      assertThat(drawing.boxes())
          .allSatisfy(box ->
              assertThat(
                      wire.labelX() + wire.labelWidth() / 2 <= box.x()
                          || wire.labelX() - wire.labelWidth() / 2 >= box.x() + box.width()
                          || wire.labelY() < box.y()
                          || wire.labelY() > box.y() + box.height())
                  .as("%s is not on %s", wire.label(), box.node().id())
                  .isTrue());
    }
  }

  @Test
  void drawsNothingPastTheMostNodes() {
    assertThat(MapDrawing.of(chain(MapDrawing.MAX_NODES), "").boxes())
        .hasSize(MapDrawing.MAX_NODES);
    assertThat(MapDrawing.of(chain(MapDrawing.MAX_NODES + 1), "")).isEqualTo(MapDrawing.EMPTY);
  }

  @Test
  void coloursByErrorsLatencyOrOwner() {
    MapColours errors = new MapColours("");
    assertThat(errors.box(node("a", 0.005, 10))).isEqualTo("good");
    assertThat(errors.box(node("a", 0.01, 10))).isEqualTo("warn");
    assertThat(errors.box(node("a", 0.05, 10))).isEqualTo("bad");
    MapColours latency = new MapColours("latency");
    assertThat(latency.box(node("a", 0.5, 299))).isEqualTo("good");
    assertThat(latency.box(node("a", 0.5, 300))).isEqualTo("warn");
    assertThat(latency.box(node("a", 0.5, 1_000))).isEqualTo("bad");
    MapColours owners = new MapColours("owner");
    MapView.Node owned =
        new MapView.Node("a", NodeType.SERVICE, "a", owned("team-a"), traffic(0.5, 1_000), null);
    assertThat(owners.box(node("b", 0.5, 1_000))).isEmpty();
    String colour = owners.box(owned);
    assertThat(colour).matches("c[1-8]");
    assertThat(owners.legend()).containsExactly(new MapDrawing.Key(colour, "team-a"));
  }

  @Test
  void focusesOnANodeOrOnAllWhoseNameContainsTheText() {
    assertThat(ids(MapFocus.on(chain(5), "service-2")))
        .containsExactly("service-1", "service-2", "service-3");
    assertThat(ids(MapFocus.on(chain(14), "service-1")))
        .containsExactly("service-0", "service-1", "service-2");
    assertThat(ids(MapFocus.on(chain(14), "ICE-13"))).containsExactly("service-12", "service-13");
    assertThat(ids(MapFocus.on(chain(5), "nothing"))).isEmpty();
  }

  private static List<String> ids(MapView view) {
    return view.nodes().stream().map(MapView.Node::id).toList();
  }
}
