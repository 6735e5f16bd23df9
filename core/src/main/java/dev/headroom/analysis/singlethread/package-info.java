/// Finds services that work on one request at a time.
@NullMarked
package dev.headroom.analysis.singlethread;

import org.jspecify.annotations.NullMarked;
