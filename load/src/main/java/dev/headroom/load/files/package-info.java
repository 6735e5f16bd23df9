/// Reads results of other load tools, so that they are reported and compared like runs of our own.
@NullMarked
package dev.headroom.load.files;

import org.jspecify.annotations.NullMarked;
