/// Log records to rows and templates.
@NullMarked
package dev.headroom.rollup.log;

import org.jspecify.annotations.NullMarked;
