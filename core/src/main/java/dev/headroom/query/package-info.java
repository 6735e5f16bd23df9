/// Read services: records in, views out; the same views serve pages, API and command line.
@NullMarked
package dev.headroom.query;

import org.jspecify.annotations.NullMarked;
