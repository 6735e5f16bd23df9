/// Which build of Headroom this is.
@NullMarked
package dev.headroom.app.version;

import org.jspecify.annotations.NullMarked;
