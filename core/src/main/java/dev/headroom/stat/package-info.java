/// Sketches and statistics that know nothing of telemetry.
@NullMarked
package dev.headroom.stat;

import org.jspecify.annotations.NullMarked;
