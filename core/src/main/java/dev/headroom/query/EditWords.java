package dev.headroom.query;

import dev.headroom.finding.Edit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Edits in words for people; [dev.headroom.whatif.EditText] writes them for machines. Stateless.
final class EditWords {
  private EditWords() {}

  /// The factor, hit rate, new size, share of retries or longest wait in milliseconds; null for
  /// kinds without.
  static @Nullable Double amount(Edit edit) {
    return switch (edit) {
      case Edit.Faster faster -> faster.factor();
      case Edit.Cached cached -> cached.hitRate();
      case Edit.PoolSize pool -> (double) pool.to();
      case Edit.Retries retries -> retries.kept();
      case Edit.Capped capped -> capped.nanos() / 1e6;
      case Edit.Batched _, Edit.Parallel _, Edit.Asynchronous _, Edit.Removed _ -> null;
    };
  }

  static String of(Edit edit) {
    String calls = target(edit.target());
    return switch (edit) {
      case Edit.Faster faster ->
          String.format(Locale.ROOT, "%s %.3g times as fast", calls, faster.factor());
      case Edit.Batched _ -> calls + ": one call in place of many";
      case Edit.Cached cached ->
          String.format(Locale.ROOT, "%s: %.3g %% from a cache", calls, 100 * cached.hitRate());
      case Edit.Parallel _ -> calls + ": all at the same time";
      case Edit.Asynchronous _ -> calls + ": not waited for";
      case Edit.Removed _ -> calls + ": no more";
      case Edit.PoolSize pool ->
          "pool '" + pool.pool() + "' of " + pool.to() + " in place of " + pool.from();
      case Edit.Retries retries ->
          String.format(Locale.ROOT, "%s: %.3g %% of the retries", calls, 100 * retries.kept());
      case Edit.Capped capped ->
          String.format(Locale.ROOT, "%s: waited for %.4g ms at most", calls, capped.nanos() / 1e6);
    };
  }

  private static String target(Edit.Target target) {
    String what = target.statement().isEmpty() ? target.operation().value() : target.statement();
    return what
        + " of "
        + target.service()
        + (target.under() == null ? "" : " for " + target.under());
  }
}
