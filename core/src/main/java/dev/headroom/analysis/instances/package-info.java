/// Finds instances of a service that are unlike the others.
@NullMarked
package dev.headroom.analysis.instances;

import org.jspecify.annotations.NullMarked;
