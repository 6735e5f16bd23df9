package dev.headroom.query;

import dev.headroom.base.ServiceName;
import dev.headroom.catalog.Catalog;
import dev.headroom.catalog.Declared;
import dev.headroom.catalog.EntityRef;
import dev.headroom.query.view.Ownership;
import dev.headroom.signal.NodeId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Says whose something is, in the words of the views.
final class Owners {
  private final Catalog catalog;

  Owners(Catalog catalog) {
    this.catalog = catalog;
  }

  Ownership of(ServiceName service) {
    return view(catalog.declared(service));
  }

  Ownership of(NodeId node) {
    return view(catalog.declared(node));
  }

  static Ownership view(Optional<Declared> declared) {
    return declared
        .map(d ->
            new Ownership(
                d.entity().metadata().ref().shortName(),
                name(d.owner()),
                d.ownerTitle(),
                name(d.system()),
                name(d.domain())))
        .orElse(Ownership.NONE);
  }

  static @Nullable String name(@Nullable EntityRef ref) {
    return ref == null ? null : ref.shortName();
  }

  static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
