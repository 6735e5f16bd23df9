package dev.headroom.server.web;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Budgets and burn rates as people read them.
public final class SloText {
  /// The states of a budget, worst first.
  public static final List<String> STATES =
      List.of("EXHAUSTED", "BURNING", "FROZEN", "UNDEFINED", "OK");

  private SloText() {}

  /// The state in a word or two.
  public static String state(String state) {
    return switch (state) {
      case "EXHAUSTED" -> "spent";
      case "BURNING" -> "burning";
      case "FROZEN" -> "frozen";
      case "UNDEFINED" -> "no events";
      case "OK" -> "fine";
      default -> state.toLowerCase(Locale.ROOT);
    };
  }

  /// What the state means.
  public static String meaning(String state) {
    return switch (state) {
      case "EXHAUSTED" -> "nothing of the budget is left";
      case "BURNING" -> "an alert rule holds, or the budget ends early";
      case "FROZEN" -> "too little telemetry to tell";
      case "UNDEFINED" -> "nothing happened in the period";
      case "OK" -> "the promise is kept so far";
      default -> "";
    };
  }

  /// The class of the state's chip.
  public static String chip(String state) {
    return switch (state) {
      case "EXHAUSTED" -> "bad";
      case "BURNING", "FROZEN" -> "warn";
      case "OK" -> "good";
      default -> "";
    };
  }

  /// The class of a text in the state's colour.
  public static String text(String state) {
    return switch (state) {
      case "EXHAUSTED" -> "bad-text";
      case "BURNING", "FROZEN" -> "warn-text";
      default -> "";
    };
  }

  /// The class that fills a bar in the state's colour.
  public static String fill(String state) {
    return switch (state) {
      case "EXHAUSTED" -> "bad-fill";
      case "BURNING", "FROZEN" -> "warn-fill";
      default -> "good-fill";
    };
  }

  /// `99.95 %`: with as many nines as there are, because the last one is what matters.
  public static String share(@Nullable Double share) {
    if (share == null) {
      return Format.UNKNOWN;
    }
    double bad = 1 - share;
    int decimals =
        bad <= 0 || bad >= 0.1 ? 1 : Math.clamp((int) Math.ceil(-Math.log10(bad) - 1e-9), 1, 6);
    // Never rounded up to a promise that was broken.
    double scale = Math.pow(10, decimals + 2.0);
    double floored = Math.floor(share * scale + 1e-6) / scale;
    String text = String.format(Locale.ROOT, "%." + decimals + "f", floored * 100);
    return (text.contains(".") ? text.replaceAll("\\.?0+$", "") : text) + " %";
  }

  /// A burn rate: `14.4×`.
  public static String burn(@Nullable Double burn) {
    return burn == null ? Format.UNKNOWN : Format.number(burn) + "×";
  }

  /// What is left of a budget; below zero it is overspent. A budget that was touched is never shown
  /// as whole.
  public static String remaining(@Nullable Double share) {
    if (share == null) {
      return Format.UNKNOWN;
    }
    if (share < 0) {
      return "−" + Format.share(Math.abs(share));
    }
    return share < 1 && share > 0.999 ? "99.9 %" : Format.share(share);
  }

  /// The width of the bar in percent.
  public static long width(@Nullable Double remaining) {
    return remaining == null ? 0 : Math.round(100 * Math.clamp(remaining, 0.0, 1.0));
  }
}
