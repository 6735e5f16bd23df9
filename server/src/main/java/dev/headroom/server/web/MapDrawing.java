package dev.headroom.server.web;

import dev.headroom.query.view.MapView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.elk.alg.layered.options.LayeredMetaDataProvider;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeLabelPlacement;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkBendPoint;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkLabel;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/// The map laid out: boxes and lines with coordinates in pixels, callers left of callees.
///
/// @param width of the whole drawing
/// @param height of the whole drawing
/// @param legend what the colours mean
public record MapDrawing(
    double width, double height, List<Box> boxes, List<Wire> wires, List<Key> legend) {
  /// Beyond this many nodes a drawing says less than a list.
  public static final int MAX_NODES = 50;

  private static final double BOX_WIDTH = 178;
  private static final double BOX_HEIGHT = 52;
  private static final double LABEL_HEIGHT = 18;
  private static final double CHARACTER_WIDTH = 6.6;
  private static final int LONGEST = 19;

  /// @param state a class of [MapColours]
  public record Box(
      MapView.Node node, double x, double y, double width, double height, String state) {}

  /// @param d the path in SVG's words
  /// @param thickness in pixels, by calls
  /// @param state a class of [MapColours]
  /// @param label how often the caller calls per request it serves; empty when that is not known
  /// @param labelX middle of the label, for which the layout kept room on the line
  /// @param labelY middle of the label
  public record Wire(
      MapView.Edge edge,
      String d,
      double thickness,
      String state,
      String label,
      double labelX,
      double labelY) {

    /// How wide the label is, in pixels.
    public double labelWidth() {
      return MapDrawing.labelWidth(label);
    }
  }

  /// One entry of the legend.
  public record Key(String state, String text) {}

  /// Nothing to draw.
  public static final MapDrawing EMPTY = new MapDrawing(0, 0, List.of(), List.of(), List.of());

  public MapDrawing {
    boxes = List.copyOf(boxes);
    wires = List.copyOf(wires);
    legend = List.copyOf(legend);
  }

  /// Lays the view out with ELK's layered algorithm; empty when there are more than [#MAX_NODES]
  /// nodes.
  ///
  /// @param colour see [MapColours]
  static MapDrawing of(MapView view, String colour) {
    if (view.nodes().isEmpty() || view.nodes().size() > MAX_NODES) {
      return EMPTY;
    }
    ElkNode graph = graph();
    Map<String, ElkNode> nodes = new HashMap<>();
    for (MapView.Node node : view.nodes()) {
      ElkNode box = ElkGraphUtil.createNode(graph);
      box.setDimensions(BOX_WIDTH, BOX_HEIGHT);
      nodes.put(node.id(), box);
    }
    Map<MapView.Edge, ElkEdge> edges = new HashMap<>();
    for (MapView.Edge edge : view.edges()) {
      ElkNode from = nodes.get(edge.from());
      ElkNode to = nodes.get(edge.to());
      if (from != null && to != null) {
        edges.put(edge, labelled(ElkGraphUtil.createSimpleEdge(from, to), label(edge)));
      }
    }
    new RecursiveGraphLayoutEngine().layout(graph, new BasicProgressMonitor());
    MapColours colours = new MapColours(colour);
    return new MapDrawing(
        graph.getWidth(),
        graph.getHeight(),
        boxes(view, nodes, colours),
        wires(view, edges, colours),
        colours.legend());
  }

  private static ElkNode graph() {
    LayoutMetaDataService.getInstance()
        .registerLayoutMetaDataProviders(new LayeredMetaDataProvider());
    ElkNode graph = ElkGraphUtil.createGraph();
    graph.setProperty(CoreOptions.ALGORITHM, "org.eclipse.elk.layered");
    graph.setProperty(CoreOptions.DIRECTION, Direction.RIGHT);
    graph.setProperty(CoreOptions.EDGE_ROUTING, EdgeRouting.SPLINES);
    graph.setProperty(CoreOptions.SPACING_NODE_NODE, 22.0);
    graph.setProperty(CoreOptions.SPACING_EDGE_NODE, 14.0);
    graph.setProperty(LayeredOptions.SPACING_EDGE_NODE_BETWEEN_LAYERS, 14.0);
    graph.setProperty(CoreOptions.SPACING_EDGE_LABEL, 2.0);
    graph.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 18.0);
    graph.setProperty(CoreOptions.PADDING, new ElkPadding(14));
    return graph;
  }

  private static String label(MapView.Edge edge) {
    Double calls = edge.callsPerRequest();
    return calls == null ? "" : calls > 0 && calls < 0.01 ? "<0.01×" : Format.rounded(calls) + "×";
  }

  private static double labelWidth(String label) {
    return CHARACTER_WIDTH * label.length() + 10;
  }

  /// A label on the line is a node of its own to the layout: nothing else is put there.
  private static ElkEdge labelled(ElkEdge edge, String text) {
    if (!text.isEmpty()) {
      ElkLabel label = ElkGraphUtil.createLabel(text, edge);
      label.setDimensions(labelWidth(text), LABEL_HEIGHT);
      label.setProperty(CoreOptions.EDGE_LABELS_PLACEMENT, EdgeLabelPlacement.CENTER);
      label.setProperty(CoreOptions.EDGE_LABELS_INLINE, true);
    }
    return edge;
  }

  private static List<Box> boxes(MapView view, Map<String, ElkNode> nodes, MapColours colours) {
    List<Box> boxes = new ArrayList<>();
    for (MapView.Node node : view.nodes()) {
      ElkNode at = nodes.get(node.id());
      if (at != null) {
        boxes.add(new Box(node, at.getX(), at.getY(), BOX_WIDTH, BOX_HEIGHT, colours.box(node)));
      }
    }
    return boxes;
  }

  private static List<Wire> wires(
      MapView view, Map<MapView.Edge, ElkEdge> edges, MapColours colours) {
    double busiest =
        view.edges().stream().mapToDouble(edge -> edge.calls().count()).max().orElse(1);
    List<Wire> wires = new ArrayList<>();
    for (MapView.Edge edge : view.edges()) {
      ElkEdge at = edges.get(edge);
      if (at != null && !at.getSections().isEmpty()) {
        double thickness = 1.4 + 2.8 * Math.sqrt(edge.calls().count() / Math.max(1, busiest));
        wires.add(wire(edge, at, thickness, colours.wire(edge)));
      }
    }
    return wires;
  }

  private static Wire wire(MapView.Edge edge, ElkEdge at, double thickness, String state) {
    String d = path(at.getSections().getFirst());
    if (at.getLabels().isEmpty()) {
      return new Wire(edge, d, thickness, state, "", 0, 0);
    }
    ElkLabel label = at.getLabels().getFirst();
    return new Wire(
        edge,
        d,
        thickness,
        state,
        label.getText(),
        label.getX() + label.getWidth() / 2,
        label.getY() + label.getHeight() / 2);
  }

  private static String path(ElkEdgeSection section) {
    StringBuilder path = new StringBuilder();
    path.append(point("M", section.getStartX(), section.getStartY()));
    List<ElkBendPoint> bends = section.getBendPoints();
    int i = 0;
    // Splines come as cubic Bézier control points: three points a piece, the last one the end.
    while (i + 1 < bends.size()) {
      path.append(point("C", bends.get(i).getX(), bends.get(i).getY()));
      path.append(point(" ", bends.get(i + 1).getX(), bends.get(i + 1).getY()));
      boolean last = i + 2 >= bends.size();
      path.append(
          last
              ? point(" ", section.getEndX(), section.getEndY())
              : point(" ", bends.get(i + 2).getX(), bends.get(i + 2).getY()));
      i += 3;
    }
    if (i < bends.size() || bends.isEmpty()) {
      path.append(point("L", section.getEndX(), section.getEndY()));
    }
    return path.toString();
  }

  private static String point(String command, double x, double y) {
    return String.format(Locale.ROOT, "%s%.1f %.1f", command, x, y);
  }

  /// A name cut to what fits into a box.
  public static String fitted(String name) {
    return name.length() <= LONGEST ? name : name.substring(0, LONGEST - 1) + "…";
  }
}
