/// Incidents of made-up systems with a known cause, for judging diagnoses.
@NullMarked
package dev.headroom.testkit.incident;

import org.jspecify.annotations.NullMarked;
