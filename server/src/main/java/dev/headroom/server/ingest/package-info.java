/// The OTLP receiver: gRPC and HTTP, protobuf and JSON, down to plain OTLP protobuf for the sink.
@NullMarked
package dev.headroom.server.ingest;

import org.jspecify.annotations.NullMarked;
