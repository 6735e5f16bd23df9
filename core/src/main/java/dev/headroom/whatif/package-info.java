/// What-if: retimes sampled traces under an edit and predicts the route's percentiles.
@NullMarked
package dev.headroom.whatif;

import org.jspecify.annotations.NullMarked;
