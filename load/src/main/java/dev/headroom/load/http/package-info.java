/// The engine: event loops, connections and the exchange of requests and answers over them.
@NullMarked
package dev.headroom.load.http;

import org.jspecify.annotations.NullMarked;
