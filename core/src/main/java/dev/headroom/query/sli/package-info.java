/// Reads what indicators counted from stored rollups.
@NullMarked
package dev.headroom.query.sli;

import org.jspecify.annotations.NullMarked;
