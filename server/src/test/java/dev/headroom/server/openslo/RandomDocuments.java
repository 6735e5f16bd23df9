package dev.headroom.server.openslo;

import dev.headroom.server.openslo.Tree.Leaf;
import dev.headroom.server.openslo.Tree.Mark;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Makes trees that hold everything that YAML could stumble over.
final class RandomDocuments {
  private static final String[] ODD = {
    "",
    " ",
    "a: b",
    "a #b",
    "- a",
    "? a",
    "yes",
    "No",
    "null",
    "~",
    "true",
    "1",
    "0x1F",
    "1_0",
    "010",
    "12:30:00",
    "2020-01-21 12:30:00",
    "1e3",
    ".5",
    "-",
    "--- a",
    "...",
    "%a",
    "@a",
    "`a",
    "&a",
    "*a",
    "!a",
    "|",
    ">",
    "[a",
    "{a",
    "a]",
    "a}",
    "a,b",
    "'a",
    "\"a\"",
    "\\",
    "a\\nb",
    "\t",
    "a\tb",
    "a\n",
    "a\nb",
    "a\n\nb\n",
    "\na",
    " a\nb",
    "a\n  b\n c",
    "a\n\n",
    "a \nb",
    "ü",
    "😀",
    "\ud83d",
    "\u2028",
    "\u0000",
    "\u0085",
    "\ufeff",
    "\u007f",
    "a:",
    ":a",
    "a::b",
    "#",
    "GET /cart/{id}",
    "28d",
    "300ms",
    "database:postgresql orders",
    "<<",
    "=",
    "a  b",
    " a",
    "a ",
    "on",
    "y",
    "NaN",
    ".inf",
    "é\nè",
    "\r\n"
  };

  private final Random random;

  RandomDocuments(long seed) {
    random = new Random(seed);
  }

  Tree.Mapping mapping(int depth) {
    Map<String, Tree.Entry> entries = new LinkedHashMap<>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      entries.put(text(), new Tree.Entry(Mark.NONE, tree(depth - 1)));
    }
    return new Tree.Mapping(Mark.NONE, random.nextInt(10) == 0 ? Map.of() : entries);
  }

  private Tree tree(int depth) {
    int sort = random.nextInt(depth > 0 ? 10 : 6);
    return switch (sort) {
      case 0 -> new Leaf(Mark.NONE, Leaf.Kind.NULL, "null");
      case 1 -> new Leaf(Mark.NONE, Leaf.Kind.FLAG, Boolean.toString(random.nextBoolean()));
      case 2 -> new Leaf(Mark.NONE, Leaf.Kind.NUMBER, number());
      case 3, 4, 5 -> Tree.text(text());
      case 6, 7 -> mapping(depth);
      default -> {
        List<Tree> items = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          items.add(tree(depth - 1));
        }
        yield Tree.list(items);
      }
    };
  }

  private String number() {
    return switch (random.nextInt(5)) {
      case 0 -> Integer.toString(random.nextInt());
      case 1 -> "0";
      case 2 -> "99.90";
      case 3 -> "-1.5e-7";
      default -> Integer.toString(random.nextInt(1000)) + "." + random.nextInt(1000);
    };
  }

  private String text() {
    if (random.nextInt(3) > 0) {
      return ODD[random.nextInt(ODD.length)]
          + (random.nextBoolean() ? ODD[random.nextInt(ODD.length)] : "");
    }
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i >= 0; i--) {
      text.append(
          (char) (random.nextInt(8) == 0 ? random.nextInt(0x3000) : ' ' + random.nextInt(95)));
    }
    return text.toString();
  }
}
