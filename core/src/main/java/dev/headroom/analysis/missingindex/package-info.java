/// Suspects statements of working without an index, by traces alone.
@NullMarked
package dev.headroom.analysis.missingindex;

import org.jspecify.annotations.NullMarked;
