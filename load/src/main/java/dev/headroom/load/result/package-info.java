/// What is kept of a run and how it is told: the stored record, JSON, histogram logs, JUnit XML,
/// text and a report in HTML.
@NullMarked
package dev.headroom.load.result;

import org.jspecify.annotations.NullMarked;
