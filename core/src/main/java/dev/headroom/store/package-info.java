/// Ports of the storage engines, and the engine that lives in memory.
@NullMarked
package dev.headroom.store;

import org.jspecify.annotations.NullMarked;
