/// The little HTTP and SQL plumbing that all shop services share.
@NullMarked
package dev.headroom.demo.wire;

import org.jspecify.annotations.NullMarked;
