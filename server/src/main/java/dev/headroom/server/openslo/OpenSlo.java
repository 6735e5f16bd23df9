package dev.headroom.server.openslo;

import dev.headroom.slo.Slo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Reads and checks OpenSLO texts without keeping them.
public final class OpenSlo {
  private OpenSlo() {}

  /// A file.
  ///
  /// @param name how it is called in problems
  public record Text(String name, byte[] content) {}

  /// What texts hold.
  ///
  /// @param documents how many there are
  /// @param slos those that are right
  /// @param problems by place
  /// @param isReadable whether all of it could be read, right or not
  /// @param yaml all documents as one text
  public record Checked(
      int documents, List<Slo> slos, List<SloProblem> problems, boolean isReadable, String yaml) {
    public Checked {
      slos = List.copyOf(slos);
      problems = List.copyOf(problems);
    }

    /// Whether there is no error; warnings do not count.
    public boolean isValid() {
      return problems.stream().noneMatch(problem -> problem.level() == SloProblem.Level.ERROR);
    }
  }

  /// Checks files together, so that they may refer to each other.
  public static Checked check(List<Text> texts, StandardRules standard) {
    Problems problems = new Problems();
    List<Document> documents = new ArrayList<>();
    for (Text text : texts) {
      documents.addAll(DocumentReader.read(text.name(), text.content(), problems).documents());
    }
    boolean readable = problems.errors() == 0;
    List<Slo> slos = Compiler.compile(documents, standard, problems).slos();
    return new Checked(documents.size(), slos, problems.sorted(), readable, yaml(documents));
  }

  /// Documents as one YAML text of several documents.
  static String yaml(List<Document> documents) {
    StringBuilder out = new StringBuilder();
    for (Document document : documents) {
      out.append(out.isEmpty() ? "" : "---\n").append(TreeText.yaml(document.root()));
    }
    return out.toString();
  }

  /// The documents of a text that was exported, each with a file name of its own, in their order.
  public static Map<String, String> files(byte[] exported) {
    Map<String, String> files = new LinkedHashMap<>();
    for (Document document : DocumentReader.read("", exported, new Problems()).documents()) {
      files.put(
          (document.kind() + "-" + document.name())
                  .toLowerCase(Locale.ROOT)
                  .replaceAll("[^a-z0-9.-]", "-")
              + ".yaml",
          TreeText.yaml(document.root()));
    }
    return files;
  }

  /// The document that [#check] reads as that SLO.
  ///
  /// @param standard the same rules as it is read with; an SLO that has them gets no policies
  public static String yaml(Slo slo, StandardRules standard) {
    return TreeText.yaml(SloWriter.document(slo, standard));
  }
}
