package dev.headroom.slo;

import dev.headroom.base.ServiceName;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// An SLO that history suggests.
///
/// @param operation the route
/// @param objective what would be promised
/// @param reasons why so, with the numbers
public record SloProposal(
    ServiceName service, String operation, Objective objective, List<String> reasons) {
  static final Period PERIOD = new Period.Rolling(Duration.ofDays(30));

  public SloProposal {
    reasons = List.copyOf(reasons);
  }

  /// The proposal as an SLO, with the standard rules.
  public Slo slo() {
    return new Slo(
        name(),
        service + " " + operation + ": " + objective.name(),
        String.join(" ", reasons),
        service,
        Map.of(),
        PERIOD,
        List.of(objective),
        BurnRules.standard(PERIOD, objective.target()).rules(),
        List.of(),
        "");
  }

  /// Different routes whose names differ only in signs are told apart by a hash.
  private SloName name() {
    String plain = (service + " " + operation).toLowerCase(Locale.ROOT);
    String words = plain.replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    String shortened = words.length() > 200 ? words.substring(0, 200) : words;
    return new SloName(
        shortened
            + "-"
            + objective.name()
            + "-"
            + String.format(Locale.ROOT, "%04x", (service + "\n" + operation).hashCode() & 0xffff));
  }
}
