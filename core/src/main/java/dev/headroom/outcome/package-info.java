/// Outcomes: what a fix promised against what it did, judged by statistics, and how good the
/// promises were.
@NullMarked
package dev.headroom.outcome;

import org.jspecify.annotations.NullMarked;
