/// The only module that knows HTTP and gRPC: ingest, API, pages.
@NullMarked
package dev.headroom.server;

import org.jspecify.annotations.NullMarked;
