/// The journal in files: segments in one directory, one writer, group commit.
@NullMarked
package dev.headroom.store.embedded.journal;

import org.jspecify.annotations.NullMarked;
