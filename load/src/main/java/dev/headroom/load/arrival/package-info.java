/// When requests should start: rates as functions of time, and the times drawn from them.
@NullMarked
package dev.headroom.load.arrival;

import org.jspecify.annotations.NullMarked;
