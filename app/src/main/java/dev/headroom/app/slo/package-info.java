/// The commands about SLOs.
@NullMarked
package dev.headroom.app.slo;

import org.jspecify.annotations.NullMarked;
