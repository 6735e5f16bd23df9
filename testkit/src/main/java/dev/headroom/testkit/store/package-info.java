/// Contract kits that every storage engine passes, with the data and the faults they need.
@NullMarked
package dev.headroom.testkit.store;

import org.jspecify.annotations.NullMarked;
