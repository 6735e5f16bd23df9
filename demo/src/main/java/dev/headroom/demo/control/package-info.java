/// The lines the launcher writes to a service's standard input, and what it prints back.
@NullMarked
package dev.headroom.demo.control;

import org.jspecify.annotations.NullMarked;
