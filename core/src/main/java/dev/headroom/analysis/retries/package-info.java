/// Finds calls that are tried again so often that they multiply the load.
@NullMarked
package dev.headroom.analysis.retries;

import org.jspecify.annotations.NullMarked;
