package dev.headroom.server.api;

import dev.headroom.control.CorrectionControl;
import dev.headroom.control.ProposalAcceptor;
import dev.headroom.query.SloQueries;
import dev.headroom.server.openslo.SloRegistry;

/// What the API needs for objectives.
public record Objectives(
    SloRegistry documents,
    SloQueries queries,
    CorrectionControl corrections,
    ProposalAcceptor acceptor) {}
