/// Analyses: each looks at the model and makes findings. One package per analysis.
@NullMarked
package dev.headroom.analysis;

import org.jspecify.annotations.NullMarked;
