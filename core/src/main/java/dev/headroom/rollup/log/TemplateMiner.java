package dev.headroom.rollup.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds the templates behind the log lines of one service: which words are constant and where
/// values stand (`<*>`).
///
/// A fixed-depth tree (number of words, first word) leads to a few candidate templates; the line
/// joins the most similar one, or founds a new one. Source: P. He, J. Zhu, Z. Zheng, M. R. Lyu,
/// "Drain: An Online Log Parsing Approach with Fixed Depth Tree", ICWS 2017. Words that are plainly
/// values (numbers, ids, addresses) are masked before.
///
/// Not thread-safe. A line costs O(words × candidates of its leaf).
public final class TemplateMiner {
  /// What stands where lines differ.
  public static final String WILDCARD = "<*>";

  private static final int PREFIX_WORDS = 1;
  private static final int MAX_WORDS = 60;
  private static final int MAX_WORD_LENGTH = 100;
  private static final int MAX_CHILDREN = 64;
  private static final double MIN_SIMILARITY = 0.5;

  private final int capacity;
  private final Map<String, List<Cluster>> leaves = new HashMap<>();
  private final Map<String, Integer> children = new HashMap<>();
  private int clusters;

  private static final class Cluster {
    private final String[] words;
    private String text;

    private Cluster(String[] words) {
      this.words = words;
      this.text = String.join(" ", words);
    }
  }

  /// @param capacity how many templates at most; lines beyond it get the template `<*>`
  public TemplateMiner(int capacity) {
    this.capacity = capacity;
  }

  /// The template of a line, after the line has had its say in it.
  public String learn(String line) {
    String[] words = words(line);
    List<Cluster> leaf = leaf(words);
    Cluster best = null;
    double bestSimilarity = -1;
    for (Cluster candidate : leaf) {
      double similarity = similarity(candidate.words, words);
      if (similarity > bestSimilarity) {
        best = candidate;
        bestSimilarity = similarity;
      }
    }
    if (best == null || bestSimilarity < MIN_SIMILARITY) {
      return found(leaf, words);
    }
    generalise(best, words);
    return best.text;
  }

  private String found(List<Cluster> leaf, String[] words) {
    if (clusters >= capacity) {
      return WILDCARD;
    }
    clusters++;
    Cluster cluster = new Cluster(words);
    leaf.add(cluster);
    return cluster.text;
  }

  private static void generalise(Cluster cluster, String[] words) {
    boolean changed = false;
    for (int i = 0; i < words.length; i++) {
      if (!cluster.words[i].equals(words[i]) && !cluster.words[i].equals(WILDCARD)) {
        cluster.words[i] = WILDCARD;
        changed = true;
      }
    }
    if (changed) {
      cluster.text = String.join(" ", cluster.words);
    }
  }

  private static double similarity(String[] template, String[] words) {
    int same = 0;
    int constant = 0;
    for (int i = 0; i < words.length; i++) {
      if (!template[i].equals(WILDCARD)) {
        constant++;
        if (template[i].equals(words[i])) {
          same++;
        }
      }
    }
    // A template of wildcards alone is no better than a new one unless the line is masked as well.
    return constant == 0 ? (maskedOnly(words) ? 1 : 0) : (double) same / constant;
  }

  private static boolean maskedOnly(String[] words) {
    return Arrays.stream(words).allMatch(WILDCARD::equals);
  }

  private List<Cluster> leaf(String[] words) {
    StringBuilder path = new StringBuilder().append(words.length);
    for (int i = 0; i < Math.min(PREFIX_WORDS, words.length); i++) {
      String parent = path.toString();
      String child = parent + ' ' + words[i];
      if (!leaves.containsKey(child) && !children.containsKey(child)) {
        int siblings = children.merge(parent, 1, Integer::sum);
        child = siblings > MAX_CHILDREN ? parent + ' ' + WILDCARD : child;
      }
      children.putIfAbsent(child, 0);
      path = new StringBuilder(child);
    }
    return leaves.computeIfAbsent(path.toString(), _ -> new ArrayList<>());
  }

  private static String[] words(String line) {
    String[] split = line.strip().split("\\s+", MAX_WORDS + 1);
    if (split.length > MAX_WORDS) {
      split[MAX_WORDS] = WILDCARD;
    }
    for (int i = 0; i < split.length; i++) {
      split[i] = mask(split[i]);
    }
    return split;
  }

  /// A word that is a value becomes the wildcard; of `key=value` and `(value)` only the value does.
  static String mask(String word) {
    if (word.length() > MAX_WORD_LENGTH) {
      return WILDCARD;
    }
    int equals = word.indexOf('=');
    if (equals > 0 && equals < word.length() - 1) {
      return word.substring(0, equals + 1) + mask(word.substring(equals + 1));
    }
    int from = 0;
    int to = word.length();
    while (from < to && "([{<\"'".indexOf(word.charAt(from)) >= 0) {
      from++;
    }
    while (to > from && ")]}>\"',.;:!?".indexOf(word.charAt(to - 1)) >= 0) {
      to--;
    }
    if (from == to || word.equals(WILDCARD)) {
      return word;
    }
    return isValue(word, from, to) ? word.substring(0, from) + WILDCARD + word.substring(to) : word;
  }

  private static boolean isValue(String word, int from, int to) {
    int digits = 0;
    boolean hex = true;
    for (int i = from; i < to; i++) {
      char c = word.charAt(i);
      if (c >= '0' && c <= '9') {
        digits++;
      } else if (!((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == '-')) {
        hex = false;
      }
    }
    int length = to - from;
    // Numbers with units, addresses, dates and ids: any digit makes a short word a value; long hex
    // words are ids even where the digits are few.
    return digits > 0 && (hex || digits * 4 >= length || word.charAt(from) <= '9');
  }

  /// Whether two templates may be the same one at different stages of learning: every word equal or
  /// one of them the wildcard, and at least half of the words equal.
  public static boolean sameOrigin(String one, String other) {
    if (one.equals(other)) {
      return true;
    }
    String[] a = one.split(" ");
    String[] b = other.split(" ");
    if (a.length != b.length) {
      return false;
    }
    int equal = 0;
    for (int i = 0; i < a.length; i++) {
      if (a[i].equals(b[i])) {
        equal++;
      } else if (!a[i].equals(WILDCARD) && !b[i].equals(WILDCARD)) {
        return false;
      }
    }
    return equal * 2 >= a.length;
  }

  /// All templates, for saving.
  public List<String> templates() {
    return leaves.values().stream().flatMap(List::stream).map(cluster -> cluster.text).toList();
  }

  /// Takes in templates as saved.
  public void restore(List<String> templates) {
    for (String template : templates) {
      String[] words = template.split(" ");
      found(leaf(words), words);
    }
  }
}
