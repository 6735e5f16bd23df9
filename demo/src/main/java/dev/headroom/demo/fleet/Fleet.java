package dev.headroom.demo.fleet;

import dev.headroom.demo.control.ControlMessage;
import dev.headroom.demo.shop.ReleaseVersion;
import dev.headroom.demo.trouble.Trouble;
import dev.headroom.demo.trouble.TroubleSwitches;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// All service processes: started together, rolled to new versions one by one, replaced when they
/// die, and stopped in reverse order.
///
/// Methods that change the fleet hold its lock, so rollouts and replacements never overlap.
public final class Fleet implements AutoCloseable {
  private static final Duration START_PATIENCE = Duration.ofMinutes(2);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);
  private static final Duration DRAIN = Duration.ofSeconds(1);

  private final FleetSettings settings;
  private final List<ServiceSpec> specs;
  private final TroubleSwitches troubles;
  private final Consumer<String> events;
  private final List<Member> members = new ArrayList<>();
  private int started;
  private boolean closed;

  /// A fleet that is not running yet; `events` is told of replacements.
  public Fleet(
      FleetSettings settings,
      List<ServiceSpec> specs,
      TroubleSwitches troubles,
      Consumer<String> events) {
    this.settings = settings;
    this.specs = List.copyOf(specs);
    this.troubles = troubles;
    this.events = events;
  }

  /// Starts every instance at once; `basePort` 0 takes free ports, else ports count up from it.
  public synchronized void start(int basePort) throws IOException {
    Files.createDirectories(settings.workDir());
    HostsFile.write(settings, specs);
    int port = basePort;
    for (ServiceSpec spec : specs) {
      for (int i = 0; i < spec.instances(); i++) {
        // The entry service takes the base port itself, so that its address can be guessed.
        boolean entry = spec.equals(specs.getLast());
        int wanted = basePort == 0 ? 0 : entry ? basePort : ++port;
        members.add(launch(spec, spec.version(), wanted));
      }
    }
  }

  /// Waits until all started instances answer, then tells everyone where everyone is.
  public void awaitReady() throws IOException {
    List<Member> waiting;
    synchronized (this) {
      waiting = List.copyOf(members);
    }
    for (Member member : waiting) {
      member.process.awaitPort(START_PATIENCE);
    }
    synchronized (this) {
      specs.forEach(this::announce);
      troubles.active().forEach(trouble -> tell(trouble, true));
      members.forEach(this::replaceWhenDead);
    }
  }

  /// The port of the first instance of a service.
  public synchronized int portOf(String service) throws IOException {
    for (Member member : members) {
      if (member.process.spec().name().equals(service)) {
        return member.process.awaitPort(START_PATIENCE);
      }
    }
    throw new IllegalArgumentException("service '" + service + "' is not part of the fleet");
  }

  /// Tells every process that a trouble is on or off.
  public synchronized void tell(Trouble trouble, boolean on) {
    members.forEach(member -> member.process.tell(new ControlMessage.Switch(trouble, on)));
  }

  /// Replaces the instances of a service by a version, one after the other, without a gap.
  ///
  /// @throws IllegalArgumentException when there is no such service
  public synchronized void roll(String service, ReleaseVersion version) throws IOException {
    ServiceSpec spec = spec(service);
    for (Member old : List.copyOf(members)) {
      if (old.process.spec().equals(spec) && !closed) {
        Member fresh = launch(spec, version.toString(), 0);
        old.retired = true;
        swap(old, fresh);
        pause(DRAIN);
        old.process.askToStop();
        old.process.awaitEnd(STOP_PATIENCE);
      }
    }
  }

  /// The running processes.
  public synchronized List<InstanceView> instances() {
    return members.stream()
        .map(Member::process)
        .map(process ->
            new InstanceView(
                process.spec().name(),
                process.version(),
                process.instance(),
                process.process().pid(),
                process.portNow()))
        .toList();
  }

  /// Stops all processes, the last started first.
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      members.forEach(member -> member.retired = true);
    }
    for (Member member : members.reversed()) {
      member.process.askToStop();
    }
    // One deadline for all: without a receiver every agent would wait for its last export.
    long deadlineNanos = System.nanoTime() + STOP_PATIENCE.toNanos();
    for (Member member : members.reversed()) {
      long leftNanos = Math.max(0, deadlineNanos - System.nanoTime());
      member.process.awaitEnd(Duration.ofNanos(leftNanos));
    }
  }

  private ServiceSpec spec(String service) {
    return specs.stream()
        .filter(spec -> spec.name().equals(service))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "unknown service '"
                    + service
                    + "', expected one of "
                    + specs.stream().map(ServiceSpec::name).toList()));
  }

  private Member launch(ServiceSpec spec, String version, int port) throws IOException {
    String instance = spec.name() + "-" + ++started;
    return new Member(ServiceProcess.start(settings, spec, version, instance, port));
  }

  private void swap(Member old, Member fresh) throws IOException {
    try {
      fresh.process.awaitPort(START_PATIENCE);
    } catch (IOException e) {
      fresh.process.awaitEnd(Duration.ZERO);
      throw e;
    }
    members.set(members.indexOf(old), fresh);
    specs.forEach(
        spec -> fresh.process.tell(new ControlMessage.Endpoints(spec.name(), ports(spec))));
    troubles.active().forEach(on -> fresh.process.tell(new ControlMessage.Switch(on, true)));
    announce(fresh.process.spec());
    replaceWhenDead(fresh);
  }

  /// Tells every process where a service answers.
  private void announce(ServiceSpec spec) {
    ControlMessage message = new ControlMessage.Endpoints(spec.name(), ports(spec));
    members.forEach(member -> member.process.tell(message));
  }

  private List<Integer> ports(ServiceSpec spec) {
    return members.stream()
        .filter(member -> member.process.spec().equals(spec))
        .map(member -> member.process.portNow())
        .toList();
  }

  private void replaceWhenDead(Member member) {
    var _ =
        member
            .process
            .process()
            .onExit()
            .thenAccept(
                dead -> Thread.ofVirtual().name("demo-replace").start(() -> replace(member)));
  }

  private synchronized void replace(Member dead) {
    if (dead.retired || closed) {
      return;
    }
    ServiceProcess old = dead.process;
    events.accept("replacing instance=" + old.instance() + " exit=" + old.process().exitValue());
    try {
      swap(dead, launch(old.spec(), old.version(), 0));
    } catch (IOException e) {
      events.accept("replacement-failed instance=" + old.instance() + " reason=" + e.getMessage());
    }
  }

  private static void pause(Duration duration) throws IOException {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while draining", e);
    }
  }

  /// A place in the fleet; retired when its process is meant to end.
  private static final class Member {
    private final ServiceProcess process;
    private boolean retired;

    private Member(ServiceProcess process) {
      this.process = process;
    }

    private ServiceProcess process() {
      return process;
    }
  }
}
