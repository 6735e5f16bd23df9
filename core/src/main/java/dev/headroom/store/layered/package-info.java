/// One store out of a durable one and what is still in memory before it.
@NullMarked
package dev.headroom.store.layered;

import org.jspecify.annotations.NullMarked;
