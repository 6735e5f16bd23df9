/// `headroom check`: compares what the analyses find in the telemetry of a test run with a baseline.
@NullMarked
package dev.headroom.app.check;

import org.jspecify.annotations.NullMarked;
