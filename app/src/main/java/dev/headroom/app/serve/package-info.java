/// The server process: its settings, and how it is put together.
@NullMarked
package dev.headroom.app.serve;

import org.jspecify.annotations.NullMarked;
