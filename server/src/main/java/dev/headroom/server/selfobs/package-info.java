/// Headroom about itself, for the systems that watch it: health and Prometheus metrics.
@NullMarked
package dev.headroom.server.selfobs;

import org.jspecify.annotations.NullMarked;
