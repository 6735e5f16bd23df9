/// Micro-benchmarks of the hot paths.
@NullMarked
package dev.headroom.benchmarks;

import org.jspecify.annotations.NullMarked;
