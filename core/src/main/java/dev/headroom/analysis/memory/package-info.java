/// Finds processes that spend their time collecting garbage, or keep more and more of it.
@NullMarked
package dev.headroom.analysis.memory;

import org.jspecify.annotations.NullMarked;
