/// Ceilings: at which rate a route stops scaling, which resource binds, and when that is reached.
@NullMarked
package dev.headroom.capacity;

import org.jspecify.annotations.NullMarked;
