package dev.headroom.server.api;

import dev.headroom.control.AlertControl;
import dev.headroom.control.SilenceControl;
import dev.headroom.control.TargetTester;
import dev.headroom.query.AlertQueries;

/// What the API needs for alerts.
public record Alerting(
    AlertQueries queries, AlertControl alerts, SilenceControl silences, TargetTester tester) {}
