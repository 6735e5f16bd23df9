/// A sample shop with real services and switchable troubles, for trying Headroom out.
@NullMarked
package dev.headroom.demo;

import org.jspecify.annotations.NullMarked;
