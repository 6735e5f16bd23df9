/// Finds errors that were not there before.
@NullMarked
package dev.headroom.analysis.newerrors;

import org.jspecify.annotations.NullMarked;
