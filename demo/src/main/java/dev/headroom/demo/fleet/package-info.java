/// The service processes: what runs, with which settings, and how it is replaced.
@NullMarked
package dev.headroom.demo.fleet;

import org.jspecify.annotations.NullMarked;
