/// Who may call: access tokens and how requests show them.
@NullMarked
package dev.headroom.server.auth;

import org.jspecify.annotations.NullMarked;
