/// Finds requests that wait for the slowest of many calls made side by side.
@NullMarked
package dev.headroom.analysis.fanout;

import org.jspecify.annotations.NullMarked;
