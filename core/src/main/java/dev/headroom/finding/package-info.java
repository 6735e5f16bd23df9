/// The vocabulary of findings: a claim about a system, what speaks for it and what would help.
@NullMarked
package dev.headroom.finding;

import org.jspecify.annotations.NullMarked;
