package dev.headroom.store;

import dev.headroom.alert.Silence;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Port: silences, and which of ours stands for which in an Alertmanager. Thread-safe; durable when
/// a call returns.
public interface SilenceStore {

  /// Keeps the silence; one with a known id is replaced.
  void put(Silence silence);

  Optional<Silence> silence(String id);

  /// All that end after that moment, the latest end first.
  List<Silence> silences(Instant endAfter);

  /// Keeps what an Alertmanager has, in place of all that was read from it before.
  void replaceForeign(String target, List<Silence> silences);

  /// The ids that our silences have in an Alertmanager, by our id.
  Map<String, String> mirrors(String target);

  /// Remembers under which id an Alertmanager knows ours; an empty one forgets it.
  void mirrored(String silence, String target, String remoteId);

  /// Forgets silences that ended before.
  int forget(Instant before);
}
