package dev.headroom.app.load;

import dev.headroom.base.HeadroomException;
import dev.headroom.load.arrival.RateFunction;
import dev.headroom.load.plan.Amounts;
import dev.headroom.load.plan.RateText;
import dev.headroom.load.run.LoadRun;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/// Changes a run while it goes on, by lines of text: `rate 300`, `ramp 100..300 30s`, `stop`.
final class Steering {
  private Steering() {}

  /// Follows lines until they end. What is no such line is told on standard error and changes
  /// nothing.
  static void follow(InputStream lines, LoadRun run, double highest) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(lines, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        try {
          obey(line.strip(), run, highest);
        } catch (HeadroomException e) {
          System.err.println("headroom: " + e.getMessage());
        }
      }
    } catch (IOException e) {
      System.err.println("headroom: standard input cannot be read any more: " + e.getMessage());
    }
  }

  private static void obey(String line, LoadRun run, double highest) {
    String[] words = line.split("\\s+");
    if (words.length == 1 && words[0].equals("stop")) {
      run.stop();
    } else if (words.length == 2 && words[0].equals("rate")) {
      change(run, new RateFunction.Constant(Amounts.rate("rate", words[1])), highest);
    } else if (words.length == 3 && words[0].equals("ramp")) {
      change(run, RateText.ramp("ramp", words[1], Amounts.duration("ramp", words[2])), highest);
    } else {
      throw Amounts.wrong("line", line, "rate 300, ramp 100..300 30s or stop");
    }
  }

  private static void change(LoadRun run, RateFunction rate, double highest) {
    RateText.checkHighest(rate, highest);
    run.change(rate);
  }
}
