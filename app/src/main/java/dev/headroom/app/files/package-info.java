/// Telemetry in files: reading OTLP, Jaeger and Zipkin, with and without a server.
@NullMarked
package dev.headroom.app.files;

import org.jspecify.annotations.NullMarked;
