/// Ranks the nodes that probably caused an incident, from any subset of signals.
@NullMarked
package dev.headroom.analysis.diagnosis;

import org.jspecify.annotations.NullMarked;
