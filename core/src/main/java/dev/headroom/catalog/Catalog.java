package dev.headroom.catalog;

import dev.headroom.base.ServiceName;
import dev.headroom.signal.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A snapshot of all declared entities; immutable and thread-safe.
///
/// A component belongs to the service of its name, or of its annotation [#SERVICE_ANNOTATION]; a
/// resource to the map's node named by [#NODE_ANNOTATION]. Where two entities claim the same, the
/// first wins and a [Problem] says so.
public final class Catalog {
  /// Names the service whose telemetry a component sends, where it differs from its own name.
  public static final String SERVICE_ANNOTATION = "headroom.dev/service-name";

  /// Names the map's node that a resource is, e.g. `database:postgresql orders`.
  public static final String NODE_ANNOTATION = "headroom.dev/node";

  /// Nothing is declared.
  public static final Catalog EMPTY = new Catalog(List.of(), List.of());

  private final List<Entity> entities;
  private final List<Problem> problems;
  private final Map<String, Entity> byRef = new HashMap<>();
  private final Map<ServiceName, Entity.Component> byService = new HashMap<>();
  private final Map<String, Entity.Resource> byNode = new HashMap<>();

  /// A file, document or field that could not be used.
  ///
  /// @param file its name
  /// @param document from 1; 0 when the whole file is meant
  /// @param field empty when no single field is meant
  public record Problem(String file, int document, String field, String message) {}

  /// @param entities in the order that decides between duplicates
  public Catalog(List<? extends Entity> entities, List<Problem> problems) {
    List<Problem> found = new ArrayList<>(problems);
    Map<String, Entity> kept = new LinkedHashMap<>();
    for (Entity entity : entities) {
      Entity first = kept.putIfAbsent(entity.metadata().ref().key(), entity);
      if (first != null) {
        found.add(duplicate(entity, "metadata.name", first));
      }
    }
    byRef.putAll(kept);
    for (Entity entity : kept.values()) {
      index(entity, found);
    }
    this.entities = List.copyOf(kept.values());
    this.problems = List.copyOf(found);
  }

  private void index(Entity entity, List<Problem> found) {
    switch (entity) {
      case Entity.Component component -> {
        Entity first = byService.putIfAbsent(serviceOf(component), component);
        if (first != null) {
          found.add(duplicate(component, "metadata.annotations." + SERVICE_ANNOTATION, first));
        }
      }
      case Entity.Resource resource -> {
        String node = resource.metadata().annotations().get(NODE_ANNOTATION);
        Entity first = node == null ? null : byNode.putIfAbsent(node.strip(), resource);
        if (first != null) {
          found.add(duplicate(resource, "metadata.annotations." + NODE_ANNOTATION, first));
        }
      }
      case Entity.Api api -> {}
      case Entity.SystemPart system -> {}
      case Entity.Domain domain -> {}
      case Entity.Group group -> {}
    }
  }

  private static Problem duplicate(Entity entity, String field, Entity first) {
    return new Problem(
        entity.metadata().source(),
        0,
        field,
        entity.metadata().ref()
            + " claims what "
            + first.metadata().ref()
            + " of "
            + first.metadata().source()
            + " has already; the first is used");
  }

  /// All entities in the order they were given.
  public List<Entity> entities() {
    return entities;
  }

  /// The entities of one kind, in the order they were given.
  public <T extends Entity> List<T> all(Class<T> kind) {
    return entities.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  public List<Problem> problems() {
    return problems;
  }

  public Optional<Entity> find(EntityRef ref) {
    return Optional.ofNullable(byRef.get(ref.key()));
  }

  /// The service whose telemetry the component sends.
  public static ServiceName serviceOf(Entity.Component component) {
    String annotated = component.metadata().annotations().getOrDefault(SERVICE_ANNOTATION, "");
    return new ServiceName(
        annotated.isBlank() ? component.metadata().ref().name() : annotated.strip());
  }

  /// What is declared about a service.
  public Optional<Declared> declared(ServiceName service) {
    return Optional.ofNullable(byService.get(service)).map(this::declared);
  }

  /// What is declared about a node of the map.
  public Optional<Declared> declared(NodeId node) {
    return switch (node.type()) {
      case SERVICE -> declared(new ServiceName(node.name()));
      case DATABASE, CACHE, QUEUE, EXTERNAL ->
          Optional.ofNullable(byNode.get(node.toString())).map(this::declared);
    };
  }

  /// What is declared about an entity: an owner that it does not name itself comes from its system
  /// or its domain.
  public Declared declared(Entity entity) {
    EntityRef system =
        switch (entity) {
          case Entity.Component component -> systemOf(component);
          case Entity.Api api -> api.system();
          case Entity.Resource resource -> resource.system();
          case Entity.SystemPart part -> part.metadata().ref();
          case Entity.Domain domain -> null;
          case Entity.Group group -> null;
        };
    EntityRef domain =
        switch (entity) {
          case Entity.Domain itself -> itself.metadata().ref();
          default -> domainOf(system);
        };
    EntityRef owner = firstNonNull(entity.owner(), firstNonNull(ownerOf(system), ownerOf(domain)));
    String title =
        owner == null
            ? null
            : find(owner).map(e -> e.metadata().displayName()).orElse(owner.shortName());
    return new Declared(entity, owner, title, system, domain);
  }

  private @Nullable EntityRef systemOf(Entity.Component component) {
    EntityRef whole = component.partOf();
    if (component.system() == null
        && whole != null
        && byRef.get(whole.key()) instanceof Entity.Component parent) {
      return parent.system();
    }
    return component.system();
  }

  private @Nullable EntityRef domainOf(@Nullable EntityRef system) {
    return system != null && byRef.get(system.key()) instanceof Entity.SystemPart part
        ? part.domain()
        : null;
  }

  private @Nullable EntityRef ownerOf(@Nullable EntityRef ref) {
    Entity entity = ref == null ? null : byRef.get(ref.key());
    return entity == null ? null : entity.owner();
  }

  private static @Nullable EntityRef firstNonNull(
      @Nullable EntityRef first, @Nullable EntityRef second) {
    return first != null ? first : second;
  }

  /// The kind of an entity as Backstage writes it in references.
  public static String kindOf(Entity entity) {
    return entity.metadata().ref().kind().toLowerCase(Locale.ROOT);
  }
}
