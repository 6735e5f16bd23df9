/// The HTTP server of the process: its configuration, its ports and the services they carry.
@NullMarked
package dev.headroom.server;

import org.jspecify.annotations.NullMarked;
