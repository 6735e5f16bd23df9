/// Compares runs at equal load, and gives no verdict on what the noise would hide.
@NullMarked
package dev.headroom.load.compare;

import org.jspecify.annotations.NullMarked;
