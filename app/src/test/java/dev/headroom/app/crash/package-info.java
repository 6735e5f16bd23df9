/// The real process, killed and starved under load.
@NullMarked
package dev.headroom.app.crash;

import org.jspecify.annotations.NullMarked;
