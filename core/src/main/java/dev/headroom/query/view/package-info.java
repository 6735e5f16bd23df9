/// What a page, an API answer or a command shows: one record per topic, serialised as it is.
///
/// Times are [java.time.Instant]s, durations whole nanoseconds (`…Nanos`), rates events per second
/// (`…PerSecond`), shares 0 to 1 (`…Share`). What cannot be known is null, never 0: no events means
/// no error share, no kept data no quantile.
@NullMarked
package dev.headroom.query.view;

import org.jspecify.annotations.NullMarked;
