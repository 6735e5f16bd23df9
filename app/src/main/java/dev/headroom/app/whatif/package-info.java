/// `headroom what-if`: how a route would behave under edits, by a server's traces or by files.
@NullMarked
package dev.headroom.app.whatif;

import org.jspecify.annotations.NullMarked;
