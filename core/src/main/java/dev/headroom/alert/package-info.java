/// The one alert standard: what is wrong, for whom, since when, and where it was told.
@NullMarked
package dev.headroom.alert;

import org.jspecify.annotations.NullMarked;
