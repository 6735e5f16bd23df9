/// Finds connection pools that make requests wait.
@NullMarked
package dev.headroom.analysis.pool;

import org.jspecify.annotations.NullMarked;
