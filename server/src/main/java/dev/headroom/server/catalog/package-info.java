/// Reads Backstage catalogue files from a directory.
@NullMarked
package dev.headroom.server.catalog;

import org.jspecify.annotations.NullMarked;
