/// What the steps of a search say about the target: its queue, the kind of its limit, and the words
/// for it.
@NullMarked
package dev.headroom.load.model;

import org.jspecify.annotations.NullMarked;
