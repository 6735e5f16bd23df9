package dev.headroom.load.files;

import dev.headroom.base.HeadroomException;
import java.util.List;
import java.util.SplittableRandom;

/// Feeds broken result files to the readers: each is either read or refused in words. The `main`
/// takes the number of inputs and a seed.
final class RunFileFuzz {
  private static final List<String> PIECES =
      List.of(
          "\"",
          "{",
          "}",
          ",",
          "null",
          "-1",
          "1e308",
          "NaN",
          "9223372036854775807",
          "\n",
          "\u0000",
          "[]",
          "\"time\":\"9999-12-31T23:59:59.999999999+18:00\"",
          "0",
          "true",
          "\uD800");

  private RunFileFuzz() {}

  /// @return how many inputs were refused
  static int run(int inputs, long seed) {
    List<String> samples =
        List.of("k6.json", "jmeter.csv", "vegeta.json", "wrk2.hgrm").stream()
            .map(RunFileTest::sample)
            .toList();
    SplittableRandom random = new SplittableRandom(seed);
    int refused = 0;
    for (int i = 0; i < inputs; i++) {
      String text = broken(samples.get(random.nextInt(samples.size())), random);
      try {
        RunFile.read("fuzz", text);
      } catch (HeadroomException _) {
        refused++;
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed + ", input " + i + ":\n" + text, e);
      }
    }
    return refused;
  }

  private static String broken(String sample, SplittableRandom random) {
    StringBuilder text = new StringBuilder(sample);
    int changes = 1 + random.nextInt(4);
    for (int change = 0; change < changes && !text.isEmpty(); change++) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + random.nextInt(12));
      switch (random.nextInt(5)) {
        case 0 -> text.delete(at, end);
        case 1 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        case 2 -> text.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
        case 3 -> text.setLength(at);
        default -> text.setCharAt(at, (char) random.nextInt(256));
      }
    }
    return text.toString();
  }

  public static void main(String[] args) {
    int inputs = Integer.parseInt(args[0]);
    System.out.println(run(inputs, Long.parseLong(args[1])) + " of " + inputs + " refused");
  }
}
