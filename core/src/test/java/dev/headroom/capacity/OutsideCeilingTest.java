package dev.headroom.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.capacity.ResourceId.Kind;
import dev.headroom.rollup.RollupKey;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import java.util.Objects;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/// Limits of databases and others outside, of which calls are all or nearly all that is seen, and
/// of machines that services share; against simulations whose truth is known.
final class OutsideCeilingTest {
  private static final String ROUTE = "GET /";
  private static final NodeId DATABASE = new NodeId(NodeType.DATABASE, "postgresql orders");
  private static final NodeId PROVIDER = new NodeId(NodeType.EXTERNAL, "psp.example:443");

  /// A service that does nothing but call somebody with so many servers, busy to that share at
  /// noon.
  private static QueueingService calling(NodeId node, double utilization, int servers, long seed) {
    QueueingService service =
        new QueueingService(new KnownRollups(), "shop", servers, seed)
            .route(ROUTE, utilization * servers, 1, 14);
    service.remote = node;
    return service.run();
  }

  private static Ceiling ceiling(QueueingService service) {
    return Objects.requireNonNull(
        service.ceilings().of(new ServiceName("shop"), new OperationName(ROUTE)));
  }

  @Test
  void aDatabaseWhoseCallsWaitTellsItsLimit() {
    int known = 0;
    int covered = 0;
    for (long seed = 1; seed <= 6; seed++) {
      Ceiling ceiling = ceiling(calling(DATABASE, 0.9, 4, seed));
      ResourceLimit limit = ceiling.binding();
      if (limit != null) {
        known++;
        assertThat(limit.resource()).isEqualTo(new ResourceId(Kind.DATABASE, DATABASE, ""));
        assertThat(limit.perSecond())
            .as("seed %d: %s", seed, limit)
            .isCloseTo(4, Percentage.withPercentage(15));
        assertThat(limit.saturated()).isTrue();
        covered += limit.interval().low() <= 4 && 4 <= limit.interval().high() ? 1 : 0;
      } else {
        assertThat(ceiling.undecided()).anyMatch(text -> text.contains("not identifiable"));
      }
    }
    assertThat(known).as("told").isGreaterThanOrEqualTo(5);
    assertThat(covered).as("intervals with the truth").isGreaterThanOrEqualTo(known - 1);
  }

  @Test
  void aHostOutsideIsADownstream() {
    ResourceLimit limit = Objects.requireNonNull(ceiling(calling(PROVIDER, 0.93, 4, 2)).binding());
    assertThat(limit.resource()).isEqualTo(new ResourceId(Kind.DOWNSTREAM, PROVIDER, ""));
    assertThat(limit.formula()).contains("not measured: calls took", "as in a queue");
  }

  @Test
  void littleLoadSaysNothingAboutADatabase() {
    for (long seed = 1; seed <= 3; seed++) {
      Ceiling ceiling = ceiling(calling(DATABASE, 0.4, 4, seed));
      assertThat(ceiling.limits()).as("seed %d", seed).isEmpty();
      assertThat(ceiling.undecided())
          .anyMatch(text ->
              text.startsWith("the limit of database:postgresql orders is not identifiable"));
    }
  }

  /// Calls whose time follows the rate, without any end in sight.
  private static Ceiling growing(double atRest, double perRate, long seed) {
    QueueingService service =
        new QueueingService(new KnownRollups(), "shop", 64, seed).route(ROUTE, 6, 0.1, 14).run();
    SplittableRandom random = new SplittableRandom(seed);
    RollupKey edge =
        new RollupKey.Edge(
            new ServiceName("shop"), new OperationName(ROUTE), DATABASE, "SELECT orders");
    for (long second = service.start(); second < QueueingService.END; second += 60) {
      double count = service.rollups().at(service.operation(ROUTE), second).count();
      double each = (atRest + perRate * count / 60) * random.nextDouble(0.9, 1.1);
      service.rollups().count(edge, second, count, count * each);
    }
    return ceiling(service);
  }

  @Test
  void callsThatGetSlowerWithoutAnEndHaveNoLimit() {
    for (long seed = 1; seed <= 5; seed++) {
      assertThat(growing(0.1, 0.05, seed).limits()).as("linear, seed %d", seed).isEmpty();
      assertThat(growing(0.1, 0, seed).limits()).as("steady, seed %d", seed).isEmpty();
    }
  }

  @Test
  void aDatabaseWhoseServerIsMeasuredHasAResourceLikeAnyService() {
    QueueingService service = calling(DATABASE, 0.5, 4, 3).asMachineOf("orders-db");
    ResourceLimit limit = Objects.requireNonNull(ceiling(service).binding());
    assertThat(limit.resource()).isEqualTo(new ResourceId(Kind.DATABASE, DATABASE, "processors"));
    assertThat(limit.servers()).isEqualTo(4);
    assertThat(limit.demandSeconds()).isCloseTo(1, Percentage.withPercentage(6));
    assertThat(limit.perSecond()).isCloseTo(4, Percentage.withPercentage(8));
    assertThat(limit.formula()).contains("system.cpu.time", "orders-db");
    // Somebody else's processors are not the database's.
    assertThat(ceiling(calling(DATABASE, 0.5, 4, 3).asMachineOf("billing-db")).limits()).isEmpty();
  }

  private static Ceiling twoServices(String hostOfOther) {
    KnownRollups rollups = new KnownRollups();
    QueueingService cart =
        new QueueingService(rollups, "cart", 8, 4).route("GET /cart", 2, 1.2, 14);
    cart.host = hostOfOther;
    cart.run().asProcessor();
    QueueingService shop = new QueueingService(rollups, "shop", 8, 5).route(ROUTE, 3, 0.8, 14);
    shop.host = "one";
    return ceiling(shop.run().asProcessor());
  }

  @Test
  void processorsOfOneMachineAreCountedOnceAndShared() {
    ResourceLimit limit = Objects.requireNonNull(twoServices("one").binding());
    assertThat(limit.resource().name()).isEqualTo("machine one");
    assertThat(limit.servers()).isEqualTo(8);
    // At noon both have 2.4 cores busy: they fill 8 together at 8 ÷ 4.8 times that.
    assertThat(limit.perSecond()).isCloseTo(3 * 8 / 4.8, Percentage.withPercentage(8));
    assertThat(limit.demandSeconds()).isCloseTo(0.8, Percentage.withPercentage(10));
    assertThat(limit.formula()).contains("counted once for 2 processes of cart, shop");

    ResourceLimit alone = Objects.requireNonNull(twoServices("two").binding());
    assertThat(alone.resource().name()).isEmpty();
    assertThat(alone.perSecond()).isCloseTo(10, Percentage.withPercentage(8));
  }

  @Test
  void twoProcessesOfOneServiceShareItsMachine() {
    KnownRollups rollups = new KnownRollups();
    QueueingService shop = new QueueingService(rollups, "shop", 8, 5).route(ROUTE, 3, 0.8, 14);
    shop.host = "one";
    shop.run().asProcessor();
    for (long second = shop.start(); second < QueueingService.END; second += 60) {
      for (String metric : new String[] {"jvm.cpu.time", "jvm.cpu.count"}) {
        boolean time = metric.equals("jvm.cpu.time");
        rollups
            .at(
                new RollupKey.Metric(
                    new ServiceName("shop"),
                    "two",
                    metric,
                    time ? "s" : "{cpu}",
                    time ? RollupKey.MetricType.COUNTER : RollupKey.MetricType.UP_DOWN_COUNTER,
                    time ? "" : "host.name=one"),
                second)
            .addReading(time ? 0 : 8, second * 1_000_000_000L);
      }
    }
    ResourceLimit limit = Objects.requireNonNull(ceiling(shop).binding());
    assertThat(limit.servers()).isEqualTo(8);
    assertThat(limit.perSecond()).isCloseTo(10, Percentage.withPercentage(8));
  }
}
