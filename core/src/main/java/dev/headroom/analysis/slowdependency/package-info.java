/// Finds callees that became slow and that requests wait for.
@NullMarked
package dev.headroom.analysis.slowdependency;

import org.jspecify.annotations.NullMarked;
