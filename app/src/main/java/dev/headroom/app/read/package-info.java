/// Commands that ask a running server and print its answers as tables or JSON.
@NullMarked
package dev.headroom.app.read;

import org.jspecify.annotations.NullMarked;
