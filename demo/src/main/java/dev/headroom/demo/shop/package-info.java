/// The shop's services, each started as a process of its own.
@NullMarked
package dev.headroom.demo.shop;

import org.jspecify.annotations.NullMarked;
