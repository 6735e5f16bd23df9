/// Finds calls that need nothing of each other and are yet made one after the other.
@NullMarked
package dev.headroom.analysis.serialcalls;

import org.jspecify.annotations.NullMarked;
