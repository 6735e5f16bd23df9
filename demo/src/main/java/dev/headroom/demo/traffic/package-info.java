/// Open-model traffic: a day-shaped arrival rate and the requests that customers send.
@NullMarked
package dev.headroom.demo.traffic;

import org.jspecify.annotations.NullMarked;
