/// The sample shop behind `headroom demo`: starts, feeds, troubles and stops a real small system.
@NullMarked
package dev.headroom.demo;

import org.jspecify.annotations.NullMarked;
