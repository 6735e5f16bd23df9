/// The model: keys, rollups, traces, the folds that build them and the ports that read them.
@NullMarked
package dev.headroom.rollup;

import org.jspecify.annotations.NullMarked;
