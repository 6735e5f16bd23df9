/// The storage engine that lives on the heap: for what is not yet durable, and for tests.
@NullMarked
package dev.headroom.store.memory;

import org.jspecify.annotations.NullMarked;
