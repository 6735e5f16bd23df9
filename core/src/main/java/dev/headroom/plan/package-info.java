/// Proposals: what findings advise, with the predicted effect, ranked by what it buys, and what
/// people decided about it.
@NullMarked
package dev.headroom.plan;

import org.jspecify.annotations.NullMarked;
