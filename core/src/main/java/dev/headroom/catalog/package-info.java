/// Components, domains and teams as their owners declare them.
@NullMarked
package dev.headroom.catalog;

import org.jspecify.annotations.NullMarked;
