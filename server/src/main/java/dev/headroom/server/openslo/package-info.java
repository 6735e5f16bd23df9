/// OpenSLO documents in and out: read with the place of every mistake, mapped to SLOs, kept, and
/// written again without loss.
@NullMarked
package dev.headroom.server.openslo;

import org.jspecify.annotations.NullMarked;
