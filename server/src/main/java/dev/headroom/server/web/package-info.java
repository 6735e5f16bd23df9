/// The pages: requests to questions, views to HTML.
@NullMarked
package dev.headroom.server.web;

import org.jspecify.annotations.NullMarked;
