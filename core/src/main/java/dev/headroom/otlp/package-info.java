/// The OTLP wire format: protobuf bytes to columns and records, and back.
@NullMarked
package dev.headroom.otlp;

import org.jspecify.annotations.NullMarked;
