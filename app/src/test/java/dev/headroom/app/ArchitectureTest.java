package dev.headroom.app;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The layout of the house, held by rules: who may import whom, and what nobody may do.
///
/// Rules accept packages that have no classes yet, so that a room can be declared before it is
/// built.
final class ArchitectureTest {
  private static final String ROOT = "dev.headroom.";
  private static final String TESTKIT = ROOT + "testkit..";
  private static final String APP = ROOT + "app..";
  private static final String SERVER = ROOT + "server..";
  private static final String LOAD = ROOT + "load..";
  private static final String DEMO = ROOT + "demo..";
  private static final String BENCHMARKS = ROOT + "benchmarks..";

  /// Which packages of core each package of core may import, besides itself.
  private static final Map<String, Set<String>> CORE = coreImports();

  /// Where tests are compiled to, by Maven and by other builds.
  private static final Pattern TESTS = Pattern.compile(".*/test(-classes)?/dev/headroom/.*");

  /// The whole production code of this house that the application can see, and the test kit.
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(location -> !location.matches(TESTS))
          .importPackages("dev.headroom");

  private static Map<String, Set<String>> coreImports() {
    Map<String, Set<String>> imports = new TreeMap<>();
    imports.put("base", Set.of());
    imports.put("stat", Set.of("base"));
    imports.put("signal", Set.of("base"));
    imports.put("otlp", Set.of("base", "signal"));
    imports.put("rollup", Set.of("base", "stat", "signal"));
    imports.put("slo", Set.of("base", "stat", "rollup"));
    imports.put("alert", Set.of("base"));
    // The catalogue tells the owner of a node, and what a node is called is a word of `signal`.
    imports.put("catalog", Set.of("base", "signal"));
    imports.put("finding", Set.of("base"));
    imports.put("capacity", Set.of("base", "stat", "signal", "rollup", "slo"));
    imports.put("loadtest", Set.of("base", "rollup"));
    imports.put("whatif", Set.of("base", "stat", "signal", "rollup", "finding", "capacity"));
    imports.put(
        "analysis",
        Set.of("base", "stat", "signal", "rollup", "slo", "catalog", "finding", "capacity"));
    imports.put(
        "plan",
        Set.of(
            "base", "stat", "signal", "rollup", "finding", "slo", "catalog", "capacity", "whatif"));
    imports.put("flag", Set.of("base", "plan", "slo", "finding"));
    imports.put("change", Set.of("base", "plan", "slo", "finding", "flag"));
    imports.put("outcome", Set.of("base", "signal", "rollup", "stat", "finding", "plan"));
    imports.put(
        "store",
        Set.of(
            "base",
            "stat",
            "signal",
            "rollup",
            "slo",
            "alert",
            "catalog",
            "finding",
            "plan",
            "outcome",
            "loadtest"));
    Set<String> model = Set.copyOf(imports.keySet());
    imports.put("query", model);
    imports.put("control", model);
    imports.put("engine", with(model, "query", "control"));
    return Map.copyOf(imports);
  }

  private static Set<String> with(Collection<String> names, String... more) {
    List<String> all = new ArrayList<>(names);
    all.addAll(List.of(more));
    return Set.copyOf(all);
  }

  @Test
  void theRulesSeeTheHouse() {
    assertThat(HOUSE.stream().map(JavaClass::getPackageName))
        .contains("dev.headroom.base", "dev.headroom.server", "dev.headroom.app");
  }

  @TestFactory
  Stream<DynamicTest> corePackagesImportOnlyWhatTheTableAllows() {
    return CORE.keySet().stream()
        .sorted()
        .map(name -> dynamicTest(name, () -> check(onlyTableImports(name))));
  }

  private static ArchRule onlyTableImports(String name) {
    String[] allowed =
        Stream.concat(Stream.of(name), CORE.get(name).stream())
            .map(each -> ROOT + each + "..")
            .toArray(String[]::new);
    return classes()
        .that()
        .resideInAPackage(ROOT + name + "..")
        .and(not(resideInAnyPackage(ROOT + "store.embedded..", ROOT + "store.cluster..")))
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(allowed)
                .or(resideInAnyPackage("java..", "org.jspecify.annotations")));
  }

  @Test
  void everyPackageOfCoreIsInTheTable() {
    var outside = resideInAnyPackage(SERVER, APP, LOAD, DEMO, TESTKIT, BENCHMARKS);
    assertThat(HOUSE.stream().filter(not(outside)).map(ArchitectureTest::room).distinct())
        .isSubsetOf(CORE.keySet());
  }

  private static String room(JavaClass type) {
    String inside = type.getPackageName().substring(ROOT.length());
    int dot = inside.indexOf('.');
    return dot < 0 ? inside : inside.substring(0, dot);
  }

  @Test
  void coreKnowsNoNetworkNoDiskAndNoDatabase() {
    check(
        noClasses()
            .that(areCore())
            .should()
            .dependOnClassesThat(
                resideInAnyPackage(
                        "java.net..",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.sql..",
                        "javax..",
                        "java.util.logging..")
                    .or(belongToAnyOf(java.io.File.class, java.io.RandomAccessFile.class))
                    .and(not(belongToAnyOf(java.net.URI.class, java.net.URISyntaxException.class)))
                    .and(
                        not(belongToAnyOf(java.net.URLDecoder.class, java.net.URLEncoder.class)))));
  }

  @Test
  void roomsOfTheAnalysisNeverImportEachOther() {
    check(slices().matching(ROOT + "analysis.(*)..").should().notDependOnEachOther());
  }

  @Test
  void packagesHaveNoCycles() {
    check(slices().matching("dev.headroom.(**)").should().beFreeOfCycles());
  }

  @Test
  void onlyTheApplicationNamesStorageEngines() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(
                APP, BENCHMARKS, ROOT + "store.embedded..", ROOT + "store.cluster..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + "store.embedded..", ROOT + "store.cluster.."));
  }

  @Test
  void onlyStorageEnginesKnowDatabases() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(
                ROOT + "store.embedded..", ROOT + "store.cluster..", DEMO, BENCHMARKS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.duckdb..", "org.sqlite.."));
  }

  @Test
  void onlyTheServerKnowsTheHttpStack() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(SERVER, BENCHMARKS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.linecorp.armeria..", "gg.jte.."));
  }

  @Test
  void onlyTheServerAndTheLoadGeneratorsEngineKnowNetty() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(SERVER, ROOT + "load.http..", BENCHMARKS)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty.."));
  }

  @Test
  void theLoadGeneratorKnowsOfCoreOnlyBaseAndStat() {
    check(
        noClasses()
            .that()
            .resideInAPackage(LOAD)
            .should()
            .dependOnClassesThat(
                resideInAPackage("dev.headroom..")
                    .and(not(resideInAnyPackage(LOAD, ROOT + "base..", ROOT + "stat..")))));
  }

  @Test
  void nobodyImportsTheApplication() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(APP)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(APP));
  }

  @Test
  void productionNeverImportsTheTestKit() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(TESTKIT)
            .should()
            .dependOnClassesThat(
                resideInAPackage(TESTKIT).or(resideInAnyPackage("org.junit..", "org.assertj.."))));
  }

  @Test
  void timeIsInjected() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(APP, DEMO, BENCHMARKS, TESTKIT)
            .should()
            .callMethodWhere(asksTheMachineForTheTime()));
  }

  @Test
  void onlyModulesThatDoInputAndOutputMeasureHowLongItTook() {
    check(
        noClasses()
            .that(areCore())
            .should()
            .callMethod(System.class, "nanoTime")
            .as("core decides by the time of its input, never by that of the machine"));
  }

  private static DescribedPredicate<JavaMethodCall> asksTheMachineForTheTime() {
    Map<String, Set<String>> clocks =
        Map.of(
            "java.lang.System", Set.of("currentTimeMillis"),
            "java.time.InstantSource", Set.of("system"),
            "java.time.Clock", Set.of("systemUTC", "systemDefaultZone", "system"));
    return DescribedPredicate.describe(
        "asks the machine for the time",
        call -> {
          String owner = call.getTargetOwner().getFullName();
          return clocks.getOrDefault(owner, Set.of()).contains(call.getName())
              || (owner.startsWith("java.time.")
                  && call.getName().equals("now")
                  && call.getTarget().getRawParameterTypes().isEmpty());
        });
  }

  @Test
  void onlyCommandsWriteToTheConsole() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(APP, DEMO, BENCHMARKS)
            .should()
            .accessFieldWhere(
                DescribedPredicate.describe(
                    "is the console",
                    access ->
                        access.getTargetOwner().isEquivalentTo(System.class)
                            && Set.of("out", "err").contains(access.getName()))));
  }

  @Test
  void onlyTheApplicationEndsTheProcess() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(APP, DEMO, BENCHMARKS)
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "halt", int.class));
  }

  @Test
  void nothingStaticChanges() {
    check(fields().that(areStatic()).should().beFinal());
    check(
        noFields()
            .that(areStatic())
            .should()
            .haveRawType(
                DescribedPredicate.describe(
                    "a mutable holder",
                    type ->
                        type.getPackageName().equals("java.util.concurrent.atomic")
                            || type.isAssignableTo(ConcurrentMap.class)
                            || Stream.of(
                                    java.util.HashMap.class,
                                    java.util.ArrayList.class,
                                    java.util.HashSet.class,
                                    java.util.ArrayDeque.class)
                                .anyMatch(type::isAssignableTo))));
  }

  private static DescribedPredicate<JavaField> areStatic() {
    return DescribedPredicate.describe(
        "are static",
        field ->
            field.getModifiers().contains(JavaModifier.STATIC)
                && !field.getModifiers().contains(JavaModifier.SYNTHETIC)
                && !field.getName().startsWith("$"));
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(
            HOUSE.stream()
                .map(JavaClass::getPackage)
                .distinct()
                .filter(each -> !isNullMarked(each))
                .map(JavaPackage::getName))
        .isEmpty();
  }

  private static boolean isNullMarked(JavaPackage each) {
    return each.isAnnotatedWith(NullMarked.class);
  }

  @Test
  void namesSayWhatAThingIs() {
    List<String> vague = List.of("Manager", "Helper", "Helpers", "Util", "Utils", "Impl");
    assertThat(
            HOUSE.stream()
                .map(JavaClass::getSimpleName)
                .filter(
                    name -> vague.stream().anyMatch(name::endsWith) || name.startsWith("Abstract")))
        .isEmpty();
  }

  @Test
  void classesAreFinalUnlessMadeToBeExtended() {
    check(
        classes()
            .that(
                DescribedPredicate.describe(
                    "are plain classes",
                    type ->
                        !type.isInterface()
                            && !type.isEnum()
                            && !type.isAnonymousClass()
                            && !isInsideEnum(type)
                            && !type.getModifiers().contains(JavaModifier.ABSTRACT)))
            .and()
            .resideOutsideOfPackages(TESTKIT, BENCHMARKS)
            .should()
            .haveModifier(JavaModifier.FINAL));
  }

  private static boolean isInsideEnum(JavaClass type) {
    return type.getAllRawSuperclasses().stream().anyMatch(JavaClass::isEnum);
  }

  private static DescribedPredicate<JavaClass> areCore() {
    String[] packages =
        CORE.keySet().stream().map(each -> ROOT + each + "..").toArray(String[]::new);
    return resideInAnyPackage(packages)
        .and(not(resideInAnyPackage(ROOT + "store.embedded..", ROOT + "store.cluster..")))
        .as("are in core (%s)", String.join(", ", Arrays.asList(packages)));
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(HOUSE);
  }
}
