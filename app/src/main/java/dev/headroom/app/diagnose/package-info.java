/// `headroom diagnose`: from files of telemetry to the probable cause of an incident.
@NullMarked
package dev.headroom.app.diagnose;

import org.jspecify.annotations.NullMarked;
