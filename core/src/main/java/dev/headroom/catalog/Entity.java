package dev.headroom.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One entity of a Backstage catalogue. Other kinds (Location, Template, User) are not kept.
public sealed interface Entity {

  Metadata metadata();

  /// Who is responsible, null when nobody is named.
  @Nullable EntityRef owner();

  /// A piece of software.
  ///
  /// @param type `service`, `website`, `library`, …
  /// @param system the system it is part of
  /// @param partOf the component it is a part of
  record Component(
      Metadata metadata,
      String type,
      String lifecycle,
      @Nullable EntityRef owner,
      @Nullable EntityRef system,
      @Nullable EntityRef partOf,
      List<EntityRef> dependsOn,
      List<EntityRef> providesApis,
      List<EntityRef> consumesApis)
      implements Entity {
    public Component {
      dependsOn = List.copyOf(dependsOn);
      providesApis = List.copyOf(providesApis);
      consumesApis = List.copyOf(consumesApis);
    }
  }

  /// An interface that components provide.
  ///
  /// @param type `openapi`, `grpc`, …
  record Api(
      Metadata metadata,
      String type,
      String lifecycle,
      @Nullable EntityRef owner,
      @Nullable EntityRef system)
      implements Entity {}

  /// Something that components need to run: a database, a topic, a bucket.
  record Resource(
      Metadata metadata,
      String type,
      @Nullable EntityRef owner,
      @Nullable EntityRef system,
      List<EntityRef> dependsOn)
      implements Entity {
    public Resource {
      dependsOn = List.copyOf(dependsOn);
    }
  }

  /// Components and resources that serve one purpose together.
  record SystemPart(Metadata metadata, @Nullable EntityRef owner, @Nullable EntityRef domain)
      implements Entity {}

  /// A field of the business.
  ///
  /// @param partOf the domain it is a part of
  record Domain(Metadata metadata, @Nullable EntityRef owner, @Nullable EntityRef partOf)
      implements Entity {}

  /// A team or department.
  record Group(Metadata metadata, String type, @Nullable EntityRef parent, List<EntityRef> members)
      implements Entity {
    public Group {
      members = List.copyOf(members);
    }

    @Override
    public @Nullable EntityRef owner() {
      return null;
    }
  }
}
