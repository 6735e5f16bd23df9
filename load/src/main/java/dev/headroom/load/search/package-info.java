/// Searches the highest rate at which a target keeps an objective, and says how sure that is.
@NullMarked
package dev.headroom.load.search;

import org.jspecify.annotations.NullMarked;
