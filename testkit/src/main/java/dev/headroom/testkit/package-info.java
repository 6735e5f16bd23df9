/// Contract kits and doubles that the tests of all modules share.
@NullMarked
package dev.headroom.testkit;

import org.jspecify.annotations.NullMarked;
