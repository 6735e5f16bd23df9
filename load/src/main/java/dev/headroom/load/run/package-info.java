/// Runs load against a target and measures what came of it.
@NullMarked
package dev.headroom.load.run;

import org.jspecify.annotations.NullMarked;
