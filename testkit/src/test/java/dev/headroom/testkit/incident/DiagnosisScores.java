package dev.headroom.testkit.incident;

import dev.headroom.testkit.incident.IncidentFleet.Subset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Prints how well diagnoses find the cause of made-up incidents, beside simple rankings:
/// `DiagnosisScores [first seed] [seeds per fault] [healthy seeds]`.
public final class DiagnosisScores {
  /// Seeds below are for development; what is reported is measured from here on.
  static final long HELD_OUT = 1_000_000;

  private DiagnosisScores() {}

  /// See the class.
  public static void main(String[] args) {
    long from = args.length > 0 ? Long.parseLong(args[0]) : HELD_OUT;
    long seeds = args.length > 1 ? Long.parseLong(args[1]) : 40;
    long healthy = args.length > 2 ? Long.parseLong(args[2]) : 200;
    Map<String, Ranking> rankings = new LinkedHashMap<>();
    rankings.put("headroom diagnose", Ranking::diagnosis);
    rankings.put("largest z-score", Ranking::largestZ);
    rankings.put("deepest anomalous", Ranking::deepest);
    rankings.put("random", Ranking::random);
    System.out.println("| signals | ranking | top-1 | top-3 | MRR | silent | false alarms |");
    System.out.println("|---|---|---|---|---|---|---|");
    Map<Subset, Score> own = new LinkedHashMap<>();
    for (Subset subset : Subset.values()) {
      Score.of(rankings, subset, from, from + seeds, from + healthy)
          .forEach((name, score) -> {
            own.putIfAbsent(subset, score);
            System.out.printf(
                Locale.ROOT,
                "| %s | %s | %.0f %% | %.0f %% | %.2f | %.0f %% | %.1f %% |%n",
                subset.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                name,
                100 * score.top1(),
                100 * score.top3(),
                score.reciprocalRank(),
                100 * score.silent(),
                100 * score.falseAlarms());
          });
    }
    System.out.println();
    own.forEach((subset, score) -> {
      System.out.printf(
          "%s: %d incidents, %d healthy;", subset, score.incidents(), score.healthy());
      Arrays.stream(Fault.values())
          .filter(fault -> fault != Fault.NONE)
          .forEach(fault ->
              System.out.printf(Locale.ROOT, " %s %.0f %%", fault, 100 * score.top1(fault)));
      System.out.println();
    });
  }
}
