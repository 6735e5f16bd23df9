/// Finds caches that seldom know, and reads that a cache could answer.
@NullMarked
package dev.headroom.analysis.weakcache;

import org.jspecify.annotations.NullMarked;
