package dev.headroom.load.plan;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.load.arrival.RateFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rates over time as people write them.
public final class RateText {
  private RateText() {}

  /// `10..200`.
  public static RateFunction ramp(String field, String text, Duration over) {
    String[] ends = text.split("\\.\\.", -1);
    if (ends.length != 2) {
      throw Amounts.wrong(field, text, "two rates, e.g. 10..200");
    }
    return new RateFunction.Ramp(Amounts.rate(field, ends[0]), Amounts.rate(field, ends[1]), over);
  }

  /// `100,200,300`.
  public static RateFunction stairs(String field, String text, Duration each) {
    return new RateFunction.Stairs(
        Arrays.stream(text.split(",")).map(rate -> Amounts.rate(field, rate)).toList(), each);
  }

  /// A file with a rate on each line; blank lines and what follows a `#` do not count.
  public static RateFunction recorded(Path file, Duration between, double factor) {
    List<Double> rates = new ArrayList<>();
    try {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        String rate = lines.get(i).replaceFirst("#.*", "").strip();
        if (!rate.isEmpty()) {
          rates.add(Amounts.rate(file + ":" + (i + 1), rate));
        }
      }
    } catch (IOException e) {
      throw new HeadroomException(
          ErrorCode.INVALID, "recorded '" + file + "' cannot be read: " + e.getMessage(), e);
    }
    return new RateFunction.Recorded(rates, between, factor);
  }

  /// How long a shape is of itself; null when it has no end.
  public static @Nullable Duration length(RateFunction rate) {
    return switch (rate) {
      case RateFunction.Constant _ -> null;
      case RateFunction.Ramp ramp -> ramp.over();
      case RateFunction.Stairs stairs -> stairs.each().multipliedBy(stairs.perSecond().size());
      case RateFunction.Recorded recorded ->
          recorded.between().multipliedBy(recorded.perSecond().size() - 1L);
      case RateFunction.After after -> {
        Duration then = length(after.then());
        yield then == null ? null : then.plus(after.warmUp());
      }
    };
  }

  /// Refuses a rate that goes beyond what is allowed.
  public static void checkHighest(RateFunction rate, double perSecond) {
    Duration length = length(rate);
    double highest = rate.curve().highestUntil(length == null ? 0 : length.toNanos() / 1e9);
    if (highest > perSecond) {
      throw Amounts.wrong(
          "rate", highest, "at most " + perSecond + " per second, or a higher --max-rate");
    }
  }
}
