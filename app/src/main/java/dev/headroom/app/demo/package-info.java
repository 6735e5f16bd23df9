/// The demo: Headroom beside a shop to look at.
@NullMarked
package dev.headroom.app.demo;

import org.jspecify.annotations.NullMarked;
