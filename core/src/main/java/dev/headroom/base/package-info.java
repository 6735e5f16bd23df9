/// Typed ids, time windows, error codes and limits that every other package speaks in.
@NullMarked
package dev.headroom.base;

import org.jspecify.annotations.NullMarked;
