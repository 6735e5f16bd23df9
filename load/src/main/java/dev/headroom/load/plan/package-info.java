/// What load is to be made: target, scenarios, rates, caps and thresholds, as told by a file or
/// options.
@NullMarked
package dev.headroom.load.plan;

import org.jspecify.annotations.NullMarked;
