package dev.headroom.analysis.serialcalls;

import dev.headroom.analysis.Call;
import dev.headroom.analysis.Visit;
import dev.headroom.signal.Attributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Tells whether all that calls ask for was known when the request came in: it is the same in all
/// requests, or it stands in the request. Not thread-safe.
final class KnownQuestions {
  /// The share of requests in which a word must occur to be constant.
  private static final double CONSTANT = 0.95;

  private static final Pattern SEPARATORS = Pattern.compile("[^\\p{L}\\p{N}_-]+");

  private final Map<String, Integer> asked = new HashMap<>();
  private final List<Set<String>> foreign = new ArrayList<>();

  void add(Visit visit, List<Call> calls) {
    Set<String> given = words(request(visit.entry().attributes()));
    Set<String> unexplained = new HashSet<>();
    for (Call call : calls) {
      for (String word : words(call.question())) {
        String of = call.key().what() + " " + word;
        asked.merge(of, 1, Integer::sum);
        if (!given.contains(word)) {
          unexplained.add(of);
        }
      }
    }
    foreign.add(unexplained);
  }

  private static String request(Attributes attributes) {
    return String.join(
        " ",
        attributes.text("url.path", "http.target"),
        attributes.text("url.query"),
        attributes.text("url.full", "http.url"));
  }

  private static Set<String> words(String text) {
    Set<String> words = new HashSet<>(List.of(SEPARATORS.split(text)));
    words.remove("");
    return words;
  }

  /// The share of the requests in which every word was known.
  double share() {
    long known = foreign.stream().filter(words -> words.stream().allMatch(this::constant)).count();
    return foreign.isEmpty() ? 0 : (double) known / foreign.size();
  }

  private boolean constant(String word) {
    return asked.getOrDefault(word, 0) >= CONSTANT * foreign.size();
  }
}
