package dev.headroom.query.view;

import org.jspecify.annotations.Nullable;

/// To whom something belongs, as the catalogue declares it; null parts are not declared.
///
/// @param component the catalogue's name for it
/// @param owner the group or user
/// @param ownerTitle how people call the owner, or its name
/// @param system the system it is part of
/// @param domain the domain of its system
public record Ownership(
    @Nullable String component,
    @Nullable String owner,
    @Nullable String ownerTitle,
    @Nullable String system,
    @Nullable String domain) {

  /// Nobody declared it.
  public static final Ownership NONE = new Ownership(null, null, null, null, null);
}
