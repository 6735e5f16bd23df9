/// Finds what is read again within one request.
@NullMarked
package dev.headroom.analysis.duplicatereads;

import org.jspecify.annotations.NullMarked;
