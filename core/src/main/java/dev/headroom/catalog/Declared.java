package dev.headroom.catalog;

import org.jspecify.annotations.Nullable;

/// What the catalogue says about where something belongs.
///
/// @param owner its own, else its system's, else its domain's
/// @param ownerTitle how people call the owner; null without owner
/// @param system null when it is part of none
/// @param domain that of its system
public record Declared(
    Entity entity,
    @Nullable EntityRef owner,
    @Nullable String ownerTitle,
    @Nullable EntityRef system,
    @Nullable EntityRef domain) {}
