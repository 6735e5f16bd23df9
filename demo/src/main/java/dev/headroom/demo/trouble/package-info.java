/// The switchable troubles of the shop and the switches a process reads.
@NullMarked
package dev.headroom.demo.trouble;

import org.jspecify.annotations.NullMarked;
