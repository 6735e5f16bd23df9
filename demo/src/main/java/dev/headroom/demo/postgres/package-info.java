/// Finds, starts, fills and stops the PostgreSQL server of the demo.
@NullMarked
package dev.headroom.demo.postgres;

import org.jspecify.annotations.NullMarked;
