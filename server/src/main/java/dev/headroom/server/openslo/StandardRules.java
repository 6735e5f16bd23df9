package dev.headroom.server.openslo;

import dev.headroom.slo.BurnRule;
import dev.headroom.slo.BurnRules;
import dev.headroom.slo.Period;
import java.util.List;

/// The burn rules of an SLO that declares none of its own.
public interface StandardRules {

  /// Those of the Site Reliability Workbook, scaled to the period.
  StandardRules WORKBOOK = (period, target) -> BurnRules.standard(period, target).rules();

  /// @param target the lowest target of the SLO, so that every rule can fire for each objective
  List<BurnRule> of(Period period, double target);
}
