/// Commands about alerts and silences.
@NullMarked
package dev.headroom.app.alerts;

import org.jspecify.annotations.NullMarked;
