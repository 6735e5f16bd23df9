package dev.headroom.server.openslo;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/// Spoils right files in every way: whatever comes of them, reading ends with problems that have a
/// place, and never with an exception; and what is taken for right survives export.
///
/// `main` takes the number of inputs (100 000) and a seed.
final class OpenSloFuzzer {
  private static final String[] PIECES = {
    ": ",
    "- ",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "'",
    "\n",
    "  ",
    "\t",
    "&a ",
    "*a",
    "<<: ",
    "!!x ",
    "|\n",
    "#",
    "null",
    "true",
    "1e9999",
    "-1",
    "99999999999999999999",
    "0",
    "1M",
    "28d",
    "\u0000",
    "ü",
    "---\n",
    "indicatorRef: a",
    "kind: SLI",
    "spec: ",
    "apiVersion: openslo.com/v2alpha",
    "op: lte",
    "value: 1e300",
    "name: ",
    "metadata: ",
    "timeSliceWindow: 0",
    "startTime: 9999-12-31 23:59:59",
    "duration: 9999999Y"
  };

  private final List<String> good;

  OpenSloFuzzer(List<String> good) {
    this.good = good;
  }

  public static void main(String[] arguments) {
    int inputs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : new Random().nextLong();
    int right = new OpenSloFuzzer(DocumentationTest.examples()).run(seed, inputs);
    System.out.printf("%d inputs from seed %d, %d of them right%n", inputs, seed, right);
  }

  /// @return how many inputs were still right
  int run(long seed, int inputs) {
    int right = 0;
    for (int i = 0; i < inputs; i++) {
      byte[] input = input(new Random(seed + i));
      try {
        right += check(input) ? 1 : 0;
      } catch (RuntimeException | Error e) {
        throw new AssertionError(
            "seed " + (seed + i) + ":\n" + new String(input, StandardCharsets.UTF_8), e);
      }
    }
    return right;
  }

  private byte[] input(Random random) {
    StringBuilder text = new StringBuilder(good.get(random.nextInt(good.size())));
    for (int i = random.nextInt(6); i >= 0; i--) {
      int at = random.nextInt(text.length() + 1);
      switch (random.nextInt(5)) {
        case 0 -> text.insert(at, PIECES[random.nextInt(PIECES.length)]);
        case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(20)));
        case 2 -> {
          String other = good.get(random.nextInt(good.size()));
          int from = random.nextInt(other.length());
          text.insert(at, other, from, Math.min(other.length(), from + random.nextInt(60)));
        }
        case 3 -> swapLines(text, random);
        default -> {
          if (at < text.length()) {
            text.setCharAt(
                at,
                (char) (random.nextInt(4) == 0 ? random.nextInt(0x300) : ' ' + random.nextInt(95)));
          }
        }
      }
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(10) == 0 && bytes.length > 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  // Moves a value to another field, so that the form stays right and the sense does not.
  private static void swapLines(StringBuilder text, Random random) {
    String[] lines = text.toString().split("\n", -1);
    int a = random.nextInt(lines.length);
    int b = random.nextInt(lines.length);
    int inA = lines[a].indexOf(':') + 1;
    int inB = lines[b].indexOf(':') + 1;
    String value = lines[a].substring(inA);
    lines[a] = lines[a].substring(0, inA) + lines[b].substring(inB);
    lines[b] = lines[b].substring(0, inB) + value;
    text.setLength(0);
    text.append(String.join("\n", lines));
  }

  private static boolean check(byte[] input) {
    OpenSlo.Checked checked = OpenSlo.check(List.of(new OpenSlo.Text("f", input)), Rules::standard);
    for (SloProblem problem : checked.problems()) {
      if (problem.says().isBlank() || !problem.file().equals("f") || problem.line() < 0) {
        throw new AssertionError("a problem without place or words: " + problem);
      }
    }
    if (!checked.isReadable()) {
      return false;
    }
    OpenSlo.Checked again =
        OpenSlo.check(
            List.of(new OpenSlo.Text("f", checked.yaml().getBytes(StandardCharsets.UTF_8))),
            Rules::standard);
    if (!again.slos().equals(checked.slos()) || !again.yaml().equals(checked.yaml())) {
      throw new AssertionError("export changes it to\n" + again.yaml());
    }
    return checked.isValid();
  }
}
