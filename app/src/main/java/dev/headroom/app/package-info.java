/// The command line and the composition root: the only place that names storage engines.
@NullMarked
package dev.headroom.app;

import org.jspecify.annotations.NullMarked;
