package dev.headroom.server.web;

import java.util.HashMap;
import java.util.Map;

/// Gives each name of one page a colour class of the sheet (`c1` to `c8`), the rest `c0`.
///
/// A name keeps its colour within a page; the hash makes it likely to keep it across pages. Not
/// thread-safe.
public final class Colours {
  private static final int COLOURS = 8;

  private final Map<String, String> given = new HashMap<>();
  private final boolean[] taken = new boolean[COLOURS];

  /// The colour class of the name.
  public String of(String name) {
    return given.computeIfAbsent(name, this::pick);
  }

  private String pick(String name) {
    int start = Math.floorMod(name.hashCode(), COLOURS);
    for (int i = 0; i < COLOURS; i++) {
      int colour = (start + i) % COLOURS;
      if (!taken[colour]) {
        taken[colour] = true;
        return "c" + (colour + 1);
      }
    }
    return "c0";
  }
}
