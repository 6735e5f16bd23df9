/// Stand-ins for companies outside the shop: a payment provider and a mail courier.
@NullMarked
package dev.headroom.demo.outside;

import org.jspecify.annotations.NullMarked;
