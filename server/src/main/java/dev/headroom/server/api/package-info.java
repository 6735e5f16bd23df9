/// The JSON API and its OpenAPI document, from one table of endpoints.
@NullMarked
package dev.headroom.server.api;

import org.jspecify.annotations.NullMarked;
