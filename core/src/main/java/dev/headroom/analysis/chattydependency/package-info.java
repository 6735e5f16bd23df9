/// Finds operations that ask one callee many different small things for one request.
@NullMarked
package dev.headroom.analysis.chattydependency;

import org.jspecify.annotations.NullMarked;
