package dev.headroom.query.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the catalogue declares, against what telemetry shows.
///
/// @param servicesWithoutOwner services with telemetry in the window that nobody owns
/// @param componentsWithoutTelemetry components of type service that sent nothing in the window
/// @param problems files or entities that could not be read
public record CatalogView(
    WindowView window,
    List<ComponentRow> components,
    List<EntityRow> apis,
    List<EntityRow> resources,
    List<SystemRow> systems,
    List<EntityRow> domains,
    List<GroupRow> groups,
    List<String> servicesWithoutOwner,
    List<String> componentsWithoutTelemetry,
    List<Problem> problems,
    List<Hint> hints) {
  public CatalogView {
    components = List.copyOf(components);
    apis = List.copyOf(apis);
    resources = List.copyOf(resources);
    systems = List.copyOf(systems);
    domains = List.copyOf(domains);
    groups = List.copyOf(groups);
    servicesWithoutOwner = List.copyOf(servicesWithoutOwner);
    componentsWithoutTelemetry = List.copyOf(componentsWithoutTelemetry);
    problems = List.copyOf(problems);
    hints = List.copyOf(hints);
  }

  /// @param service the service its telemetry has
  /// @param seen whether that service sent anything in the window
  public record ComponentRow(
      String name,
      String title,
      String description,
      String type,
      String lifecycle,
      String service,
      boolean seen,
      Ownership ownership,
      List<String> dependsOn,
      List<String> providesApis,
      List<String> consumesApis,
      String source) {
    public ComponentRow {
      dependsOn = List.copyOf(dependsOn);
      providesApis = List.copyOf(providesApis);
      consumesApis = List.copyOf(consumesApis);
    }
  }

  /// An API, resource or domain.
  ///
  /// @param type empty when it has none
  /// @param parent the system or domain it is part of
  public record EntityRow(
      String name,
      String title,
      String description,
      String type,
      @Nullable String owner,
      @Nullable String parent,
      String source) {}

  public record SystemRow(
      String name,
      String title,
      String description,
      @Nullable String owner,
      @Nullable String domain,
      List<String> components,
      String source) {
    public SystemRow {
      components = List.copyOf(components);
    }
  }

  /// @param services with telemetry in the window that the group owns
  public record GroupRow(
      String name,
      String title,
      String type,
      @Nullable String parent,
      List<String> members,
      List<String> services,
      String source) {
    public GroupRow {
      members = List.copyOf(members);
      services = List.copyOf(services);
    }
  }

  /// @param file the file
  /// @param document its document, from 1; 0 when the whole file is meant
  /// @param field empty when no single field is meant
  public record Problem(String file, int document, String field, String message) {}
}
