/// Watches directories of files that people keep under version control.
@NullMarked
package dev.headroom.server.files;

import org.jspecify.annotations.NullMarked;
