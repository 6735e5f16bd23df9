/// Runs the analyses over the model again and again, and keeps what they find.
@NullMarked
package dev.headroom.engine.analysis;

import org.jspecify.annotations.NullMarked;
