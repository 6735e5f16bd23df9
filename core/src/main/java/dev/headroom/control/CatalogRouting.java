package dev.headroom.control;

import dev.headroom.alert.Routing;
import dev.headroom.catalog.Catalog;
import dev.headroom.catalog.Entity;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Reads from the catalogue which team is told by which targets.
public final class CatalogRouting {
  /// Names the targets of a group's alerts, by commas.
  public static final String NOTIFY_ANNOTATION = "headroom.dev/notify";

  private CatalogRouting() {}

  /// @param usual names of the targets of groups that name none
  public static Routing of(Catalog catalog, List<String> usual) {
    Map<String, List<String>> byOwner = new TreeMap<>();
    for (Entity.Group group : catalog.all(Entity.Group.class)) {
      String named = group.metadata().annotations().getOrDefault(NOTIFY_ANNOTATION, "");
      List<String> targets =
          Arrays.stream(named.split(",", -1))
              .map(String::strip)
              .filter(name -> !name.isEmpty())
              .toList();
      if (!targets.isEmpty()) {
        byOwner.put(group.metadata().ref().shortName(), targets);
      }
    }
    return new Routing(byOwner, usual);
  }
}
