/// The pump: journal, fold, commit; exactly once.
@NullMarked
package dev.headroom.engine;

import org.jspecify.annotations.NullMarked;
