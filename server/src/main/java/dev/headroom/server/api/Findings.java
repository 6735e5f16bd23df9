package dev.headroom.server.api;

import dev.headroom.control.AnalysisTrigger;
import dev.headroom.query.FindingQueries;

/// What the API needs for findings.
public record Findings(FindingQueries queries, AnalysisTrigger trigger) {}
