/// Commands that fit models to measured points.
@NullMarked
package dev.headroom.app.fit;

import org.jspecify.annotations.NullMarked;
