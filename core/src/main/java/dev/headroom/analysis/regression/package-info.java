/// Finds versions that are slower or fail more often than the ones before.
@NullMarked
package dev.headroom.analysis.regression;

import org.jspecify.annotations.NullMarked;
