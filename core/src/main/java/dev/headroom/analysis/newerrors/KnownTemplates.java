package dev.headroom.analysis.newerrors;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The error templates of a service that were seen before.
///
/// The miner makes templates wider as it learns: where a new text differs from a known one only in
/// words that either has as a value, it is not new.
final class KnownTemplates {
  private static final String VALUE = "<*>";

  private final Map<Integer, List<String[]>> byLength = new HashMap<>();

  void add(String template) {
    String[] words = words(template);
    byLength.computeIfAbsent(words.length, _ -> new ArrayList<>()).add(words);
  }

  boolean has(String template) {
    String[] words = words(template);
    return byLength.getOrDefault(words.length, List.of()).stream()
        .anyMatch(known -> alike(known, words));
  }

  private static String[] words(String template) {
    return template.split(" ", -1);
  }

  private static boolean alike(String[] a, String[] b) {
    for (int i = 0; i < a.length; i++) {
      boolean value = a[i].contains(VALUE) || b[i].contains(VALUE);
      if (!value && !a[i].equals(b[i])) {
        return false;
      }
    }
    return true;
  }
}
