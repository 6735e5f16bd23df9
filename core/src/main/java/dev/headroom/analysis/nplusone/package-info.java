/// Finds the same query or call repeated once per item of a list.
@NullMarked
package dev.headroom.analysis.nplusone;

import org.jspecify.annotations.NullMarked;
