/// Tells alerts to targets, keeps Alertmanagers informed, and mirrors silences.
@NullMarked
package dev.headroom.server.notify;

import org.jspecify.annotations.NullMarked;
