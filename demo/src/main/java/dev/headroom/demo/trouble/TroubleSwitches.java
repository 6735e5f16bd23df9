package dev.headroom.demo.trouble;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// The on/off state of all troubles in one process. Thread safe.
public final class TroubleSwitches {
  private final Set<Trouble> on = ConcurrentHashMap.newKeySet();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /// Whether the trouble is on now.
  public boolean isOn(Trouble trouble) {
    return on.contains(trouble);
  }

  /// Switches a trouble; listeners run on the calling thread and only when the state changes.
  public void set(Trouble trouble, boolean state) {
    boolean changed = state ? on.add(trouble) : on.remove(trouble);
    if (changed) {
      listeners.forEach(listener -> listener.switched(trouble, state));
    }
  }

  /// The troubles that are on, as a snapshot in declaration order.
  public Set<Trouble> active() {
    EnumSet<Trouble> snapshot = EnumSet.noneOf(Trouble.class);
    snapshot.addAll(on);
    return Collections.unmodifiableSet(snapshot);
  }

  /// Adds a listener for later changes.
  public void onChange(Listener listener) {
    listeners.add(listener);
  }

  /// Told about every change of a switch.
  @FunctionalInterface
  public interface Listener {
    /// Called after `trouble` went to `state`.
    void switched(Trouble trouble, boolean state);
  }
}
