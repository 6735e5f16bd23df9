/// `headroom check`: compares what the analyses find in the telemetry of a test run with what they
/// find in that of a baseline.
@NullMarked
package dev.headroom.app.check;

import org.jspecify.annotations.NullMarked;
