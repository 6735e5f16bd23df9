package dev.headroom.demo.shop;

import dev.headroom.demo.trouble.Trouble;
import dev.headroom.demo.trouble.TroubleSwitches;
import dev.headroom.demo.wire.Call;
import dev.headroom.demo.wire.Reply;
import dev.headroom.demo.wire.Router;
import io.opentelemetry.api.baggage.Baggage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Prices baskets by discount rules held in memory.
///
/// Up to version 2.0.x every rule is tried for every line; from 2.1.0 on only the rules of the
/// product's group are. While the retry storm is on, the rule engine's licence admits two
/// evaluations at a time and each one takes longer: callers that retry at once keep it full.
final class Pricing implements ShopService {
  private static final Logger LOG = Logger.getLogger("shop.pricing");
  private static final ReleaseVersion INDEXED = new ReleaseVersion(2, 1, 0);
  private static final int GROUPS = 64;
  private static final int RULES = 4_000;
  private static final int LICENSED_EVALUATIONS = 2;
  private static final long LICENSED_MILLIS = 80;

  private final TroubleSwitches troubles;
  private final ReleaseVersion version;
  private final List<Rule> rules;
  private final List<List<Rule>> rulesByGroup;
  private final Semaphore licence = new Semaphore(LICENSED_EVALUATIONS);

  Pricing(TroubleSwitches troubles, ReleaseVersion version) {
    this.troubles = troubles;
    this.version = version;
    this.rules = rules();
    this.rulesByGroup = new ArrayList<>();
    for (int group = 0; group < GROUPS; group++) {
      int wanted = group;
      rulesByGroup.add(rules.stream().filter(rule -> rule.group() == wanted).toList());
    }
  }

  @Override
  public Router routes() {
    return new Router().post("/quotes", this::quote);
  }

  @Override
  public void close() {}

  private Reply quote(Call call) throws InterruptedException {
    List<BasketLine> lines = BasketLine.parse(call.body());
    if (!troubles.isOn(Trouble.RETRY_STORM)) {
      return Reply.ok(BasketLine.format(priced(lines)));
    }
    if (!licence.tryAcquire()) {
      LOG.log(
          Level.WARNING,
          "Rule engine is busy: all {0} licensed evaluations are taken",
          LICENSED_EVALUATIONS);
      return Reply.of(503, "rule engine is busy");
    }
    try {
      Thread.sleep(LICENSED_MILLIS);
      return Reply.ok(BasketLine.format(priced(lines)));
    } finally {
      licence.release();
    }
  }

  /// Prices the lines for the tenant in the current baggage.
  List<BasketLine> priced(List<BasketLine> lines) {
    String tenant =
        Optional.ofNullable(Baggage.current().getEntryValue("headroom.tenant")).orElse("");
    return lines.stream().map(line -> priced(line, tenant)).toList();
  }

  private BasketLine priced(BasketLine line, String tenant) {
    int group = line.productId() % GROUPS;
    List<Rule> candidates = version.isAtLeast(INDEXED) ? rulesByGroup.get(group) : rules;
    int discountPercent = 0;
    for (Rule rule : candidates) {
      if (rule.group() == group
          && line.quantity() >= rule.quantityMin()
          && tenant.startsWith(rule.tenantPrefix())) {
        discountPercent = Math.max(discountPercent, rule.discountPercent());
      }
    }
    long list = line.unitCents() > 0 ? line.unitCents() : ShopData.listCents(line.productId());
    return new BasketLine(line.productId(), line.quantity(), list * (100 - discountPercent) / 100);
  }

  private static List<Rule> rules() {
    SplittableRandom random = new SplittableRandom(20);
    List<Rule> rules = new ArrayList<>();
    for (int i = 0; i < RULES; i++) {
      String prefix = String.valueOf((char) ('a' + random.nextInt(26)));
      rules.add(
          new Rule(random.nextInt(GROUPS), 1 + random.nextInt(9), prefix, 1 + random.nextInt(15)));
    }
    return List.copyOf(rules);
  }

  /// A discount for a group of products, from a quantity on, for tenants with a name prefix.
  private record Rule(int group, int quantityMin, String tenantPrefix, int discountPercent) {}
}
