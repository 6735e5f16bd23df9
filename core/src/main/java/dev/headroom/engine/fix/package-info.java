/// Turns findings into proposals, and proves those that were accepted, after every run of the
/// analyses.
@NullMarked
package dev.headroom.engine.fix;

import org.jspecify.annotations.NullMarked;
