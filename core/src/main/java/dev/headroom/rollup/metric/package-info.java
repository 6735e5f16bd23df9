/// Metric points to series, whatever their temporality.
@NullMarked
package dev.headroom.rollup.metric;

import org.jspecify.annotations.NullMarked;
