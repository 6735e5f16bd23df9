/// Finds processors so busy that requests wait for them.
@NullMarked
package dev.headroom.analysis.saturation;

import org.jspecify.annotations.NullMarked;
