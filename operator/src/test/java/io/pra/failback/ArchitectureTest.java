package io.pra.failback;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The layers of DESIGN section 9, and who may know what. */
class ArchitectureTest {
  private static final String US = "io.pra.failback.";
  private static final String[] PURE = {
    US + "api..", US + "decision..", US + "status..", US + "report.."
  };
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.pra.failback");

  @Test
  void pureLayersKnowNoClient() {
    noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.javaoperatorsdk..",
            "com.vmware..",
            "java.net.http..",
            US + "vsphere.yavijava..",
            US + "guard..",
            US + "checks..",
            US + "reconcile..")
        .check(CLASSES);
  }

  @Test
  void decisionAndStatusKnowOfKubernetesOnlyItsModel() {
    noClasses()
        .that()
        .resideInAnyPackage(US + "decision..", US + "status..", US + "report..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.fabric8.kubernetes.client..")
        .check(CLASSES);
  }

  @Test
  void theApiKnowsOfTheClientOnlyWhatACustomResourceIs() {
    noClasses()
        .that()
        .resideInAPackage(US + "api..")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("io.fabric8.kubernetes.client.KubernetesClient")
        .check(CLASSES);
  }

  @Test
  void decisionsDoNotLog() {
    noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.slf4j..")
        .check(CLASSES);
  }

  @Test
  void onlyTheAdapterSpeaksYavijava() {
    noClasses()
        .that()
        .resideOutsideOfPackage(US + "vsphere.yavijava..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.vmware..")
        .check(CLASSES);
  }

  @Test
  void onlyTheProgramKnowsTheAdapter() {
    noClasses()
        .that()
        .resideOutsideOfPackages(US + "vsphere.yavijava..", "io.pra.failback")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(US + "vsphere.yavijava..")
        .check(CLASSES);
  }

  @Test
  void theGuardNeedsNoKubernetes() {
    noClasses()
        .that()
        .resideInAPackage(US + "guard..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.fabric8.kubernetes.client..",
            "io.javaoperatorsdk..",
            US + "reconcile..",
            US + "checks..",
            US + "status..")
        .check(CLASSES);
  }

  @Test
  void onlyTheProgramReadsTheClockAndTheEnvironment() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(US + "FailbackOperator")
        .should()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(Clock.class, "systemDefaultZone")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .check(CLASSES);
  }

  @Test
  void packagesDoNotGoRoundInCircles() {
    slices().matching("io.pra.failback.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
