package dev.headroom.control;

import dev.headroom.alert.Silence;

/// Port: the Alertmanagers that silences are mirrored to and read from. Thread-safe.
public interface SilenceMirror {

  /// No Alertmanager.
  SilenceMirror NONE =
      new SilenceMirror() {
        @Override
        public void changed() {}

        @Override
        public void expireThere(Silence foreign) {}
      };

  /// Silences were changed here; returns at once.
  void changed();

  /// Ends a silence where it was made.
  ///
  /// @throws dev.headroom.base.HeadroomException with `UNREACHABLE` when that cannot be done now
  void expireThere(Silence foreign);
}
