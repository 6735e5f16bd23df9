/// Tests of what the pages are made of.
@NullMarked
package dev.headroom.server.web;

import org.jspecify.annotations.NullMarked;
