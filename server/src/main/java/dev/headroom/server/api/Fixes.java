package dev.headroom.server.api;

import dev.headroom.control.FixControl;
import dev.headroom.query.FixQueries;

/// What the API needs for proposals and proofs.
public record Fixes(FixQueries queries, FixControl control) {}
