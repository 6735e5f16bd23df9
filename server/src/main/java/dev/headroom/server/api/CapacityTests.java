package dev.headroom.server.api;

import dev.headroom.control.CapacityTestControl;
import dev.headroom.query.CapacityQueries;

/// What the API needs for load tests.
public record CapacityTests(CapacityQueries queries, CapacityTestControl control) {}
