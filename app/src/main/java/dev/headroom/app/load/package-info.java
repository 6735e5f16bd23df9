/// Commands that make load and say how much a target can take.
@NullMarked
package dev.headroom.app.load;

import org.jspecify.annotations.NullMarked;
