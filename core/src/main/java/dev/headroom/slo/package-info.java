/// Objectives, indicators, error budgets and burn rates: what was promised, and what is left of it.
@NullMarked
package dev.headroom.slo;

import org.jspecify.annotations.NullMarked;
