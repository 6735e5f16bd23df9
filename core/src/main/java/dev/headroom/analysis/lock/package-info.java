/// Finds requests that wait for a lock.
@NullMarked
package dev.headroom.analysis.lock;

import org.jspecify.annotations.NullMarked;
