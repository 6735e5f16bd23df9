/// Writes the manual pages and the completion script of the archive, when it is packaged.
@NullMarked
package dev.headroom.app.manual;

import org.jspecify.annotations.NullMarked;
