package dev.headroom.query;

import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.catalog.Catalog;
import dev.headroom.catalog.Entity;
import dev.headroom.catalog.EntityRef;
import dev.headroom.query.view.CatalogView;
import dev.headroom.query.view.CatalogView.ComponentRow;
import dev.headroom.query.view.CatalogView.EntityRow;
import dev.headroom.query.view.CatalogView.GroupRow;
import dev.headroom.query.view.CatalogView.Problem;
import dev.headroom.query.view.CatalogView.SystemRow;
import dev.headroom.query.view.Ownership;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Answers what the catalogue declares, and where telemetry says otherwise.
final class CatalogQuery {
  private final Sources sources;
  private final Rollups rollups;

  CatalogQuery(Sources sources) {
    this.sources = sources;
    this.rollups = new Rollups(sources);
  }

  CatalogView catalog(TimeWindow window) {
    Grid grid = Grid.list(window, sources.clock().instant(), sources.retention());
    Catalog catalog = sources.catalog().catalog();
    Set<ServiceName> seen = seen(grid);
    List<Entity.Component> components = catalog.all(Entity.Component.class);
    return new CatalogView(
        grid.view(),
        components.stream().map(c -> component(catalog, c, seen)).toList(),
        catalog.all(Entity.Api.class).stream()
            .map(api -> entity(api, api.type(), owner(catalog, api), api.system()))
            .toList(),
        catalog.all(Entity.Resource.class).stream()
            .map(r -> entity(r, r.type(), owner(catalog, r), r.system()))
            .toList(),
        catalog.all(Entity.SystemPart.class).stream()
            .map(system -> system(catalog, system, components))
            .toList(),
        catalog.all(Entity.Domain.class).stream()
            .map(d -> entity(d, "", owner(catalog, d), d.partOf()))
            .toList(),
        catalog.all(Entity.Group.class).stream().map(group -> group(catalog, group, seen)).toList(),
        seen.stream()
            .filter(service -> catalog.declared(service).map(d -> d.owner() == null).orElse(true))
            .map(ServiceName::value)
            .toList(),
        components.stream()
            .filter(c -> c.type().equals("service") && !seen.contains(Catalog.serviceOf(c)))
            .map(c -> c.metadata().ref().shortName())
            .toList(),
        catalog.problems().stream()
            .map(p -> new Problem(p.file(), p.document(), p.field(), p.message()))
            .toList(),
        catalog.entities().isEmpty() ? Hints.noCatalog() : List.of());
  }

  private Set<ServiceName> seen(Grid grid) {
    Set<ServiceName> seen = new TreeSet<>();
    rollups
        .read(RollupKind.OPERATION, RollupKey.class, grid.window(), 0, _ -> true)
        .forEach(series -> seen.add(series.key().service()));
    Senders senders = new Senders(rollups, grid);
    seen.addAll(senders.metrics());
    seen.addAll(senders.logs());
    return seen;
  }

  private static ComponentRow component(
      Catalog catalog, Entity.Component c, Set<ServiceName> seen) {
    ServiceName service = Catalog.serviceOf(c);
    Ownership ownership = Owners.view(Optional.of(catalog.declared(c)));
    return new ComponentRow(
        c.metadata().ref().shortName(),
        c.metadata().displayName(),
        c.metadata().description(),
        c.type(),
        c.lifecycle(),
        service.value(),
        seen.contains(service),
        ownership,
        names(c.dependsOn()),
        names(c.providesApis()),
        names(c.consumesApis()),
        c.metadata().source());
  }

  private static List<String> names(List<EntityRef> refs) {
    return refs.stream().map(EntityRef::shortName).toList();
  }

  private static EntityRow entity(
      Entity entity, String type, @Nullable String owner, @Nullable EntityRef parent) {
    return new EntityRow(
        entity.metadata().ref().shortName(),
        entity.metadata().displayName(),
        entity.metadata().description(),
        type,
        owner,
        Owners.name(parent),
        entity.metadata().source());
  }

  private static @Nullable String owner(Catalog catalog, Entity entity) {
    return Owners.name(catalog.declared(entity).owner());
  }

  private static SystemRow system(
      Catalog catalog, Entity.SystemPart system, List<Entity.Component> components) {
    List<String> parts = new ArrayList<>();
    for (Entity.Component component : components) {
      EntityRef of = catalog.declared(component).system();
      if (of != null && catalog.find(of).map(found -> found.equals(system)).orElse(false)) {
        parts.add(component.metadata().ref().shortName());
      }
    }
    return new SystemRow(
        system.metadata().ref().shortName(),
        system.metadata().displayName(),
        system.metadata().description(),
        owner(catalog, system),
        Owners.name(system.domain()),
        parts,
        system.metadata().source());
  }

  private static GroupRow group(Catalog catalog, Entity.Group group, Set<ServiceName> seen) {
    List<String> owned = new ArrayList<>();
    for (ServiceName service : seen) {
      catalog
          .declared(service)
          .flatMap(d -> Optional.ofNullable(d.owner()))
          .flatMap(catalog::find)
          .filter(group::equals)
          .ifPresent(_ -> owned.add(service.value()));
    }
    return new GroupRow(
        group.metadata().ref().shortName(),
        group.metadata().displayName(),
        group.type(),
        Owners.name(group.parent()),
        names(group.members()),
        owned,
        group.metadata().source());
  }
}
