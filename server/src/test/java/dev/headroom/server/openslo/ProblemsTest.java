package dev.headroom.server.openslo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What is said of wrong files, word by word.
final class ProblemsTest {

  /// A right SLO; each line of it can be replaced.
  private static final String GOOD =
      """
      apiVersion: openslo/v1
      kind: SLO
      metadata:
        name: cart
      spec:
        service: cart
        indicator:
          metadata: {name: works}
          spec:
            ratioMetric:
              rawType: success
              raw: {metricSource: {type: headroom, spec: {bad: failed}}}
        timeWindow: [{duration: 28d, isRolling: true}]
        budgetingMethod: Occurrences
        objectives: [{target: 0.999}]
      """;

  private static List<String> problems(String text) {
    return OpenSlo.check(
            List.of(new OpenSlo.Text("f", text.getBytes(StandardCharsets.UTF_8))), Rules::standard)
        .problems()
        .stream()
        .map(SloProblem::toString)
        .toList();
  }

  private static DynamicTest with(String line, String instead, String... expected) {
    assertThat(GOOD).contains(line);
    return DynamicTest.dynamicTest(
        instead.isEmpty() ? "without " + line : instead,
        () -> assertThat(problems(GOOD.replace(line, instead))).containsExactly(expected));
  }

  private static DynamicTest ratio(String ratio, String... expected) {
    return with(
        "rawType: success\n        raw: {metricSource: {type: headroom, spec: {bad: failed}}}\n",
        ratio + "\n",
        expected);
  }

  private static DynamicTest parts(String part, String some, String all, String... expected) {
    return ratio(
        part
            + ": {metricSource: {type: headroom, spec: "
            + some
            + "}}\n        total: {metricSource: {type: headroom, spec: "
            + all
            + "}}",
        expected);
  }

  @Test
  void theGoodOneIsGood() {
    assertThat(problems(GOOD)).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> documents() {
    return Stream.of(
        with(
            "openslo/v1",
            "openslo/v3",
            "f:1:13 apiVersion: is 'openslo/v3'; expected openslo/v1, or openslo.com/v2alpha"),
        with(
            "kind: SLO",
            "kind: SLOO",
            "f:2:7 kind: is 'SLOO', did you mean 'SLO'?; expected one of DataSource, Service, SLI,"
                + " AlertNotificationTarget, AlertCondition, AlertPolicy, SLO"),
        with(
            "name: cart",
            "name: Cart_1",
            "f:4:9 metadata.name: is 'Cart_1'; expected lower-case letters, digits, '-' and '.',"
                + " first and last a letter or digit, at most 253 characters (RFC 1123)"),
        with(
            "name: cart",
            "name: 7",
            "f:4:9 metadata.name: is the number 7; expected a text; write it in quotes"),
        with(
            "  name: cart",
            "  name: cart\n  labels: {a: [b, 1], -x: y}",
            "f:5:15 metadata.labels.a: is a list of other things than texts; expected texts; write"
                + " them in quotes",
            "f:5:27 metadata.labels.-x: is no key; expected at most 63 letters, digits, '-', '_'"
                + " and '.', first and last a letter or digit, with an optional DNS prefix and"
                + " '/'"),
        with(
            "  name: cart",
            "  name: cart\n  annotations: {headroom.dev/rule: none}",
            "f:5:36 metadata.annotations.headroom.dev/rule: is no annotation that Headroom knows"
                + " here, did you mean 'headroom.dev/rules'?; expected headroom.dev/rules or"
                + " headroom.dev/runbook"),
        with(
            "  service: cart",
            "  sevice: cart",
            "f:6:3 spec.sevice: is no known field, did you mean 'service'?",
            "f:6:3 spec.service: is missing; expected the name of a service"),
        with(
            "  indicator:",
            "  sli:",
            "f:6:3 spec: has no indicator; expected indicator or indicatorRef, here or in each of"
                + " the objectives",
            "f:7:3 spec.sli: is no known field, did you mean 'indicator'?"),
        with(
            "  service: cart",
            "  service: cart\n  indicatorRef: other",
            "f:6:3 spec: has both indicator and indicatorRef; expected one of them"),
        with(
            "  service: cart",
            "  service: cart\n\tx: 1",
            "f:7:1: is no YAML: while scanning for"
                + " the next token: found character '\\t(TAB)' that cannot start any token. (Do not"
                + " use \\t(TAB) for indentation)"),
        with(
            "  service: cart",
            "  service: cart\n  service: x",
            "f:7:3 spec.service: is given twice; expected each name once"),
        with(
            "  service: cart",
            "  service: !!binary cart",
            "f:6:12 spec.service: has the tag 'tag:yaml.org,2002:binary'; expected a plain value"
                + " without tag"));
  }

  @TestFactory
  Stream<DynamicTest> windowsAndObjectives() {
    String window = "[{duration: 28d, isRolling: true}]";
    String objectives = "[{target: 0.999}]";
    String duration = "a whole number with m, h, d, w, M, Q or Y, e.g. 28d";
    return Stream.of(
        with(
            "  timeWindow: " + window + "\n",
            "",
            "f:6:3 spec.timeWindow: is missing; expected a list of exactly one window, e.g."
                + " [{duration: 28d, isRolling: true}]"),
        with(
            window,
            "[]",
            "f:13:15 spec.timeWindow: has 0 windows; expected a list of exactly one window, e.g."
                + " [{duration: 28d, isRolling: true}]"),
        with(
            window,
            "[{duration: 4 weeks, isRolling: true}]",
            "f:13:27 spec.timeWindow[0].duration: is '4 weeks'; expected " + duration),
        with(
            window,
            "[{duration: 28d}]",
            "f:13:16 spec.timeWindow[0].isRolling: is missing; expected true, or a calendar"),
        with(
            window,
            "[{duration: 4Y, isRolling: true}]",
            "f:13:27 spec.timeWindow[0].duration: is 4Y; expected 1h to 3Y"),
        with(
            window,
            "[{duration: 1M, isRolling: true}]",
            "f:13:27 spec.timeWindow[0].duration: warning: is 1M, which as a rolling window is"
                + " counted as 30d; expected days or weeks, or a calendar"),
        with(
            window,
            "[{duration: 1M, calendar: {startTime: 2026-02-30 00:00:00, timeZone: Europe/Berln}}]",
            "f:13:53 spec.timeWindow[0].calendar.startTime: is '2026-02-30 00:00:00'; expected"
                + " YYYY-MM-DD HH:MM:SS, e.g. 2026-01-01 00:00:00",
            "f:13:84 spec.timeWindow[0].calendar.timeZone: is 'Europe/Berln', did you mean"
                + " 'Europe/Berlin'?"),
        with(
            "Occurrences",
            "occurrences",
            "f:14:20 spec.budgetingMethod: is 'occurrences', did you mean 'Occurrences'?; expected"
                + " one of Occurrences, Timeslices, RatioTimeslices"),
        with(
            objectives,
            "[{target: 1}, {targetPercent: 0}, {target: 0.9, targetPercent: 90}, {}]",
            "f:15:25 spec.objectives[0].target: is 1; expected above 0 and below 1",
            "f:15:45 spec.objectives[1].targetPercent: is 0; expected above 0 and below 100",
            "f:15:49 spec.objectives[2]: has both target and targetPercent; expected either"
                + " target, e.g. 0.999, or targetPercent, e.g. 99.9",
            "f:15:83 spec.objectives[3]: has no target; expected either target, e.g. 0.999, or"
                + " targetPercent, e.g. 99.9"),
        with(
            objectives,
            "[{displayName: a, target: 0.9}, {displayName: a, target: 0.99}]",
            "f:15:61 spec.objectives[1].displayName: is 'a' a second time; expected a name of its"
                + " own"),
        with(
            "Occurrences\n  objectives: " + objectives,
            "Timeslices\n  objectives: [{target: 0.9, timeSliceWindow: 7m}]",
            "f:15:16 spec.objectives[0].timeSliceTarget: is missing; expected above 0, at most 1,"
                + " as budgetingMethod is Timeslices",
            "f:15:47 spec.objectives[0].timeSliceWindow: is 7m; expected whole minutes that divide"
                + " an hour, from 1m to 1h"),
        with(
            "Occurrences\n  objectives: " + objectives,
            "RatioTimeslices\n  objectives: [{target: 0.9999, timeSliceWindow: 60, op: gt}]",
            "f:15:25 spec.objectives[0].target: warning: leaves less than one bad slice of 1h in"
                + " the time window: the first spends 1488 % of the budget; expected a lower"
                + " target, shorter slices or a longer window",
            "f:15:58 spec.objectives[0].op: warning: has no effect, as the indicator is a ratio;"
                + " expected it only with a thresholdMetric"),
        with(
            objectives,
            "[{target: 0.9, compositeWeight: 0}]",
            "f:15:47 spec.objectives[0].compositeWeight: is 0; expected above 0"));
  }

  @TestFactory
  Stream<DynamicTest> sources() {
    return Stream.of(
        ratio(
            "rawType: success\n        raw: {metricSource: {type: Prometheus, spec: {query: up}}}",
            "f:12:36 spec.indicator.spec.ratioMetric.raw.metricSource.type: asks a source of type"
                + " 'Prometheus', which Headroom does not read; expected headroom, which counts"
                + " the telemetry that Headroom receives"),
        ratio(
            "rawType: success\n        raw: {metricSource: {type: headroom, spec: {bad: slow}}}",
            "f:12:58 spec.indicator.spec.ratioMetric.raw.metricSource.spec.bad: is 'slow'; expected"
                + " failed, or a map with slowerThan"),
        ratio(
            "raw: {metricSource: {type: headroom, spec: {bad: {slowerThan: 300}}}}",
            "f:11:9 spec.indicator.spec.ratioMetric.rawType: is missing; expected success (the"
                + " ratio of good events) or failure (of bad ones)",
            "f:11:71 spec.indicator.spec.ratioMetric.raw.metricSource.spec.bad.slowerThan: is the"
                + " number 300; expected a text; write it in quotes"),
        ratio(
            "rawType: success\n        raw: {metricSource: {spec: {bad: failed}}}",
            "f:12:29 spec.indicator.spec.ratioMetric.raw.metricSource: names no source; expected"
                + " type: headroom, or the name of a DataSource to take it from"),
        ratio(
            "rawType: success\n        raw: {metricSource: {metricSourceRef: prod, spec: {bad:"
                + " failed}}}",
            "f:12:47 spec.indicator.spec.ratioMetric.raw.metricSource.metricSourceRef: is 'prod',"
                + " but there is no DataSource of that name; expected the name of one"),
        parts(
            "good",
            "{status: ok, tenant: a}",
            "{}",
            "f:12:54 spec.indicator.spec.ratioMetric.total.metricSource.spec: covers other spans"
                + " than good: {} instead of {tenant=a}; expected the same service, operation and"
                + " so on in both"),
        parts(
            "good",
            "{fasterThan: 1s}",
            "{status: ok}",
            "f:11:53 spec.indicator.spec.ratioMetric.good.metricSource.spec.status: is missing;"
                + " expected ok, as in total; failed spans are not part of total"),
        parts(
            "bad",
            "{slowerThan: 1s, status: error}",
            "{}",
            "f:11:77 spec.indicator.spec.ratioMetric.bad.metricSource.spec.status: counts only"
                + " spans that failed and were slow; expected none; or good with fasterThan"),
        parts(
            "good",
            "{}",
            "{}",
            "f:11:53 spec.indicator.spec.ratioMetric.good.metricSource.spec: counts the same spans"
                + " as total; expected status: ok or fasterThan"),
        parts(
            "good",
            "{status: ok}",
            "{metric: x}",
            "f:11:9 spec.indicator.spec.ratioMetric: divides spans by metrics, or metrics by"
                + " spans; expected the same signal in both"),
        ratio(
            "good: {metricSource: {type: headroom, spec: {status: ok}}}",
            "f:11:9 spec.indicator.spec.ratioMetric.total: is missing; expected a map with a"
                + " metricSource"));
  }

  @TestFactory
  Stream<DynamicTest> thresholds() {
    String old =
        "ratioMetric:\n        rawType: success\n        raw: {metricSource: {type: headroom, spec:"
            + " {bad: failed}}}";
    String metric =
        "thresholdMetric: {metricSource: {type: headroom, spec: {measure: latency, unit: ms}}}";
    return Stream.of(
        with(
            old,
            metric,
            "f:13:16 spec.objectives[0].op: is missing; expected lte, gte, lt or gt, as the"
                + " indicator is a thresholdMetric",
            "f:13:16 spec.objectives[0].value: is missing; expected the bound of the"
                + " thresholdMetric"),
        DynamicTest.dynamicTest(
            "latency that is good when it is long",
            () ->
                assertThat(
                        problems(
                            GOOD.replace(old, metric)
                                .replace(
                                    "[{target: 0.999}]", "[{target: 0.9, op: gt, value: 300}]")))
                    .containsExactly(
                        "f:13:34 spec.objectives[0].op: is gt: long would be good; expected lte or"
                            + " lt, as the latency of a good event is short")),
        DynamicTest.dynamicTest(
            "throughput of one tenant",
            () ->
                assertThat(
                        problems(
                            GOOD.replace(
                                    old,
                                    metric.replace(
                                        "latency, unit: ms",
                                        "throughput, unit: perSecond, tenant: a"))
                                .replace(
                                    "[{target: 0.999}]", "[{target: 0.9, op: gte, value: 3}]")))
                    .containsExactly(
                        "f:10:109 spec.indicator.spec.thresholdMetric.metricSource.spec.tenant:"
                            + " narrows throughput, which is known only by service and operation;"
                            + " expected none")));
  }

  @TestFactory
  Stream<DynamicTest> alerts() {
    String good = "  objectives: [{target: 0.999}]\n";
    String policy =
        good
            + """
              alertPolicies:
                - kind: AlertPolicy
                  metadata: {name: fast}
                  spec:
                    conditions:
                      - kind: AlertCondition
                        metadata: {name: burn}
                        spec:
                          severity: page
                          condition: {threshold: 14.4, lookbackWindow: 1h}
                    notificationTargets: [{targetRef: nobody}]
            """;
    String path = "spec.alertPolicies[0].spec";
    String nobody =
        path
            + ".notificationTargets[0].targetRef: is 'nobody', but there is no"
            + " AlertNotificationTarget of that name; expected the name of one";
    return Stream.of(
        with(good, policy, "f:26:43 " + nobody),
        with(
            good,
            policy
                .replace("severity: page", "severity: loud")
                .replace("threshold: 14.4", "op: lte, threshold: 14.4"),
            "f:24:25 "
                + path
                + ".conditions[0].spec.severity: is 'loud'; expected page (or critical, urgent,"
                + " high, sev0, sev1, p0, p1) or ticket (or warning, warn, medium, low, info,"
                + " sev2, sev3, sev4, sev5, p2, p3, p4, p5)",
            "f:25:31 "
                + path
                + ".conditions[0].spec.condition.op: is lte: read literally it alerts as long as"
                + " the budget burns slowly; expected gte or gt",
            "f:26:43 " + nobody),
        with(
            good,
            policy
                .replace("[{targetRef: nobody}]", "")
                .replace("    conditions:", "    alertWhenNoData: true\n        conditions:")
                .replace("14.4", "2000"),
            "f:20:26 "
                + path
                + ".alertWhenNoData: is true, which Headroom cannot do: without data an alert"
                + " freezes, and none begins; expected false",
            "f:27:29 "
                + path
                + ".notificationTargets: warning: is missing: alerts go to where the owner's"
                + " usually go"),
        with(
            good,
            policy
                .replace(
                    "  notificationTargets: [{targetRef: nobody}]", "  alertWhenResolved: true")
                .replace("14.4", "2000"),
            "f:20:9 "
                + path
                + ".notificationTargets: warning: is missing: alerts go to where the owner's"
                + " usually go",
            "f:25:38 "
                + path
                + ".conditions[0].spec.condition.threshold: is 2000.0, which can never be reached"
                + " with a target of 0.999; expected at most 1000, where every event is bad: 1 /"
                + " (1 - target)"));
  }
}
