package dev.headroom.store.embedded.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {
  @TempDir Path directory;

  @Test
  void oneOwnerAtATime() {
    Path data = directory.resolve("data");
    try (DirectoryLock held = DirectoryLock.acquire(data)) {
      assertThat(held).isNotNull();
      assertThatThrownBy(() -> DirectoryLock.acquire(data))
          .isInstanceOfSatisfying(
              HeadroomException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
          .hasMessageContaining(data.toAbsolutePath().toString())
          .hasMessageContaining("process " + ProcessHandle.current().pid());
    }
    DirectoryLock.acquire(data).close();
  }
}
