/// Write services: what people and pipelines tell Headroom.
@NullMarked
package dev.headroom.control;

import org.jspecify.annotations.NullMarked;
