package dev.headroom.server.openslo;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.query.Closest;
import dev.headroom.server.files.WatchedDirectory;
import dev.headroom.slo.Slo;
import dev.headroom.store.SloCatalog;
import dev.headroom.store.SloDocuments;
import dev.headroom.store.SloDocuments.Change;
import dev.headroom.store.SloDocuments.DocumentKey;
import dev.headroom.store.SloDocuments.Revision;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The OpenSLO documents in force, from the API and from files, and the SLOs they make. Files are
/// looked at again whenever something is asked, every few seconds at most; what a file declares
/// cannot be changed but there.
///
/// Thread-safe.
public final class SloRegistry implements SloCatalog {
  private static final Logger log = LoggerFactory.getLogger(SloRegistry.class);
  private static final String API = "api";
  private static final String FILE = "file:";

  private final SloDocuments store;
  private final @Nullable WatchedDirectory<Document, SloProblem> directory;
  private final StandardRules standard;
  private final InstantSource clock;
  private final EpochKeeper epochs;
  private final List<Consumer<InForce>> listeners = new CopyOnWriteArrayList<>();
  private Map<DocumentKey, Held> held = new TreeMap<>();
  private List<SloProblem> fileProblems = List.of();
  private volatile State state = new State(InForce.NONE, List.of());

  /// A document in force.
  private record Held(Document document, String origin) {}

  private record State(InForce inForce, List<SloProblem> problems) {}

  /// @param directory of files to watch; empty for none
  public SloRegistry(
      SloDocuments store, Optional<Path> directory, StandardRules standard, InstantSource clock) {
    this.store = store;
    this.directory = directory.map(path -> SloFiles.watch(path, clock)).orElse(null);
    this.standard = standard;
    this.clock = clock;
    this.epochs = new EpochKeeper(store, clock);
  }

  /// Reads what is stored and what files say. To be called once, before anything is asked.
  public void start() {
    synchronized (this) {
      for (Revision revision : store.current()) {
        held.put(revision.key(), new Held(SloFiles.stored(revision), revision.origin()));
      }
      if (directory == null) {
        forgetFiles(Set.of(), List.of());
      }
      compile();
    }
    refresh();
  }

  @Override
  public InForce current() {
    refresh();
    return state.inForce();
  }

  /// What is wrong with the documents in force and with the files.
  public SloProblemsView problems() {
    refresh();
    return new SloProblemsView(state.problems());
  }

  @Override
  public void onChange(Consumer<InForce> listener) {
    listeners.add(listener);
  }

  /// Looks at the files, when that is due, and tells the listeners what they changed.
  public void refresh() {
    InForce before;
    InForce after;
    synchronized (this) {
      before = state.inForce();
      if (directory != null) {
        directory.look().ifPresent(this::take);
      }
      after = state.inForce();
    }
    tell(before, after);
  }

  private void take(WatchedDirectory.Content<Document, SloProblem> content) {
    Problems problems = new Problems();
    content.problems().forEach(problems::add);
    Map<DocumentKey, Held> declared = new LinkedHashMap<>();
    List<Document> nameless = new ArrayList<>();
    for (Document document : content.items()) {
      DocumentKey key = document.key();
      if (key == null || !Kinds.ALL.contains(key.kind()) || declared.containsKey(key)) {
        nameless.add(document);
      } else {
        declared.put(key, new Held(document, FILE + document.file()));
      }
    }
    // Those that can never be in force are read for what is wrong with them.
    List<Document> all = new ArrayList<>(declared.values().stream().map(Held::document).toList());
    all.addAll(nameless);
    if (!nameless.isEmpty()) {
      Compiler.compile(all, standard, problems);
    }
    fileProblems = problems.sorted();
    List<Change> changes = new ArrayList<>(forgetFiles(declared.keySet(), content.broken()));
    declared.forEach(
        (key, each) -> changes.add(new Change(key, each.document().json(), each.origin())));
    store.apply(changes, "", clock.instant());
    held.putAll(declared);
    compile();
  }

  /// Lets go of what came from files and is there no more.
  ///
  /// @param broken files that cannot be read and keep what they said
  private List<Change> forgetFiles(Set<DocumentKey> declared, List<String> broken) {
    List<Change> gone = new ArrayList<>();
    held.forEach((key, each) -> {
      String origin = each.origin();
      if (origin.startsWith(FILE)
          && !declared.contains(key)
          && !broken.contains(origin.substring(FILE.length()))) {
        gone.add(new Change(key, null, origin));
      }
    });
    gone.forEach(change -> held.remove(change.key()));
    if (directory == null && !gone.isEmpty()) {
      store.apply(gone, "", clock.instant());
    }
    return gone;
  }

  private void compile() {
    Problems problems = new Problems();
    fileProblems.forEach(problems::add);
    InForce inForce = Compiler.compile(documents(held.values()), standard, problems);
    epochs.keep(inForce.slos());
    state = new State(inForce, problems.sorted());
  }

  private static List<Document> documents(Collection<Held> all) {
    return all.stream().map(Held::document).toList();
  }

  private void tell(InForce before, InForce after) {
    if (before.equals(after)) {
      return;
    }
    for (Consumer<InForce> listener : listeners) {
      try {
        listener.accept(after);
      } catch (RuntimeException e) {
        log.error("a listener of SLOs failed", e);
      }
    }
  }

  /// Takes documents over: all of them, or, when one has an error or breaks another, none.
  ///
  /// @param name how the text is called in problems
  /// @param who for the history; may be empty
  /// @throws HeadroomException with `CONFLICT` when one of them is declared in a file
  public SloApplyView apply(String name, byte[] text, String who, boolean dryRun) {
    refresh();
    InForce before = state.inForce();
    SloApplyView view;
    synchronized (this) {
      Problems problems = new Problems();
      DocumentReader.Read read = DocumentReader.read(name, text, problems);
      read.documents().forEach(document -> refuseIfFromFile(document.key()));
      view = apply(read.documents(), problems, who, dryRun);
    }
    tell(before, state.inForce());
    return view;
  }

  private SloApplyView apply(
      List<Document> documents, Problems problems, String who, boolean dryRun) {
    Map<DocumentKey, Held> next = new TreeMap<>(held);
    List<Document> all = new ArrayList<>(documents);
    List<SloApplyView.Change> changes = new ArrayList<>();
    List<Change> stored = new ArrayList<>();
    for (Document document : documents) {
      DocumentKey key = document.key();
      if (key != null) {
        Held old = held.get(key);
        String action =
            old == null
                ? "created"
                : old.document().json().equals(document.json()) ? "unchanged" : "changed";
        changes.add(new SloApplyView.Change(key.kind(), key.name(), action));
        stored.add(new Change(key, document.json(), API));
        next.put(key, new Held(document, API));
      }
    }
    Set<Document> sent = Set.copyOf(documents);
    next.values().stream()
        .map(Held::document)
        .filter(document -> !sent.contains(document))
        .forEach(all::add);
    Compiler.compile(all, standard, problems);
    List<SloProblem> told = newProblems(problems);
    SloApplyView view = new SloApplyView(false, dryRun, changes, told);
    if (!view.acceptable() || dryRun) {
      return view;
    }
    store.apply(stored, who, clock.instant());
    held = next;
    stored.forEach(
        change -> held.computeIfPresent(change.key(), (_, each) -> SloRegistry.settled(each)));
    compile();
    return new SloApplyView(true, false, changes, told);
  }

  // What was sent is gone when its problems are looked at later, so that lines would mislead.
  private static Held settled(Held each) {
    return new Held(SloFiles.settled(each.document(), each.origin()), each.origin());
  }

  private List<SloProblem> newProblems(Problems problems) {
    Set<SloProblem> known = new HashSet<>(state.problems());
    return problems.sorted().stream().filter(problem -> !known.contains(problem)).toList();
  }

  private void refuseIfFromFile(@Nullable DocumentKey key) {
    Held each = key == null ? null : held.get(key);
    if (each != null && each.origin().startsWith(FILE)) {
      throw new HeadroomException(
          ErrorCode.CONFLICT,
          key
              + " is declared in the file '"
              + each.origin().substring(FILE.length())
              + "'; expected a change there");
    }
  }

  /// Deletes a document that no other refers to.
  ///
  /// @throws HeadroomException with `NOT_FOUND` when there is none, `CONFLICT` when it is declared
  ///   in a file or others need it
  public SloApplyView delete(DocumentKey key, String who, boolean dryRun) {
    refresh();
    InForce before = state.inForce();
    synchronized (this) {
      if (!held.containsKey(key)) {
        throw Closest.unknown(
            key.kind(),
            key.name(),
            held.keySet().stream()
                .filter(k -> k.kind().equals(key.kind()))
                .map(DocumentKey::name)
                .toList());
      }
      refuseIfFromFile(key);
      Map<DocumentKey, Held> next = new TreeMap<>(held);
      next.remove(key);
      Problems problems = new Problems();
      Compiler.compile(documents(next.values()), standard, problems);
      for (SloProblem problem : newProblems(problems)) {
        if (problem.level() == SloProblem.Level.ERROR) {
          throw new HeadroomException(ErrorCode.CONFLICT, key + " is still needed: " + problem);
        }
      }
      if (!dryRun) {
        store.apply(List.of(new Change(key, null, API)), who, clock.instant());
        held = next;
        compile();
      }
    }
    tell(before, state.inForce());
    return new SloApplyView(
        !dryRun,
        dryRun,
        List.of(new SloApplyView.Change(key.kind(), key.name(), "deleted")),
        List.of());
  }

  /// Documents as one YAML text of several documents, those that others refer to first.
  ///
  /// @param kind only of that kind; empty for all
  /// @param name only of that name; empty for all
  public String export(String kind, String name) {
    refresh();
    Comparator<DocumentKey> order =
        Comparator.<DocumentKey>comparingInt(key -> Kinds.ALL.indexOf(key.kind()))
            .thenComparing(DocumentKey::name);
    synchronized (this) {
      return OpenSlo.yaml(
          held.entrySet().stream()
              .filter(entry -> kind.isEmpty() || entry.getKey().kind().equals(kind))
              .filter(entry -> name.isEmpty() || entry.getKey().name().equals(name))
              .sorted(Map.Entry.comparingByKey(order))
              .map(entry -> entry.getValue().document())
              .toList());
    }
  }

  /// Takes over SLOs that were made in Headroom, e.g. accepted proposals.
  public SloApplyView accept(List<Slo> slos, String who, boolean dryRun) {
    StringBuilder text = new StringBuilder();
    slos.forEach(slo -> text.append("---\n").append(OpenSlo.yaml(slo, standard)));
    return apply(
        "proposal", text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8), who, dryRun);
  }
}
