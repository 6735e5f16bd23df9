/// Results of load tests, and how they stand against what production's telemetry says.
@NullMarked
package dev.headroom.loadtest;

import org.jspecify.annotations.NullMarked;
