/// Evaluates objectives every minute, and says what burns for what cause.
@NullMarked
package dev.headroom.engine.slo;

import org.jspecify.annotations.NullMarked;
