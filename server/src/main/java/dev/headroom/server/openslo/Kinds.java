package dev.headroom.server.openslo;

import java.util.List;

/// OpenSLO's kinds, in the order in which documents refer to each other.
final class Kinds {
  static final String DATA_SOURCE = "DataSource";
  static final String SERVICE = "Service";
  static final String SLI = "SLI";
  static final String TARGET = "AlertNotificationTarget";
  static final String CONDITION = "AlertCondition";
  static final String POLICY = "AlertPolicy";
  static final String SLO = "SLO";

  static final List<String> ALL =
      List.of(DATA_SOURCE, SERVICE, SLI, TARGET, CONDITION, POLICY, SLO);

  private Kinds() {}
}
