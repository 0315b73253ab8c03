package city.veedel.standalone.prove;

import city.veedel.standalone.prove.control.Lie;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Makes campaigns of a plan. */
final class Campaigns {
  private static final int CONTROL_KILLS = 3;
  private static final int HOSTILE_HEAP_MB = 512;

  /** With a sixth of it as the shortest, a minute on average. */
  private static final Duration SOAK_LOAD = Duration.ofSeconds(102);

  private final ProvePlan plan;
  private final Random random;

  private Campaigns(ProvePlan plan) {
    this.plan = plan;
    this.random = new Random(plan.seed());
  }

  static List<Campaign> of(ProvePlan plan) {
    Campaigns campaigns = new Campaigns(plan);
    List<Campaign> all = new ArrayList<>();
    for (ProvePlan.Part part : ProvePlan.Part.values()) {
      if (plan.parts().contains(part)) {
        all.addAll(campaigns.of(part));
      }
    }
    return all;
  }

  private List<Campaign> of(ProvePlan.Part part) {
    return switch (part) {
      case KILL -> List.of(kill());
      case PAUSE ->
          List.of(
              Campaign.of(
                  "pause", List.of("P1", "P3", "P6"), beside(), some(ProcessFault.PAUSE_PRODUCT)));
      case DATABASE -> List.of(database());
      case POWER -> List.of(power(LoopDisk.FileSystem.EXT4), power(LoopDisk.FileSystem.XFS));
      case FULL ->
          List.of(
              Campaign.of(
                      "full",
                      List.of("P7"),
                      Ground.onDisks(LoopDisk.FileSystem.EXT4),
                      some(DiskFault.FULL_JOURNAL, DiskFault.FULL_DATABASE))
                  .unless(LoopDisk.obstacle()));
      case EIO ->
          List.of(
              Campaign.of("eio", List.of("P8"), Ground.PLAIN, some(JournalFault.SYNC_ERROR))
                  .unless(straceMissing()));
      case FLIP ->
          List.of(
              Campaign.of("flip", List.of("P9"), beside(), some(JournalFault.FLIPPED_BITS))
                  .thatMayDamage());
      case CLOCK ->
          List.of(
              Campaign.of(
                      "clock", List.of("P19"), Ground.WITH_SHIFTING_CLOCK, some(ClockFault.JUMP))
                  .unless(ClockFault.library().isEmpty() ? "libfaketime is not installed" : ""));
      case HOSTILE ->
          List.of(
              Campaign.of(
                      "hostile",
                      List.of("P13", "P14", "P17", "P25"),
                      plan.server().map(Ground::on).orElse(Ground.PLAIN).withHeap(HOSTILE_HEAP_MB),
                      Hostility.USUAL)
                  .unless(HostileTrial.obstacle()));
      case CONTROLS -> controls();
      case SOAK ->
          List.of(
              Campaign.of(
                      "soak",
                      List.of("P1", "P12", "P13"),
                      beside(),
                      Collections.nCopies(plan.kills(), ProcessFault.KILL_PRODUCT))
                  .withLoadUpTo(SOAK_LOAD));
    };
  }

  private Campaign kill() {
    if (plan.server().isPresent()) {
      return Campaign.of(
          "kill",
          List.of("P1", "P3", "P4", "P5", "P10", "P26"),
          beside(),
          some(plan.kills(), ProcessFault.KILL_PRODUCT));
    }
    return Campaign.of(
        "kill",
        List.of("P1", "P3", "P4", "P5", "P10", "P21", "P26"),
        Ground.PLAIN,
        some(
            plan.kills(),
            ProcessFault.KILL_PRODUCT,
            ProcessFault.KILL_BOTH,
            DatabaseFault.KILL,
            ProcessFault.KILL_PRODUCT,
            ProcessFault.RESTART_PRODUCT));
  }

  private Campaign database() {
    return Campaign.of(
        "database",
        List.of("P1", "P3", "P6"),
        beside(),
        plan.server().isPresent()
            ? some(DatabaseFault.CUT, DatabaseFault.CUT_AND_KILL_PRODUCT)
            : some(DatabaseFault.values()));
  }

  private Campaign power(LoopDisk.FileSystem fileSystem) {
    return Campaign.of(
            "power-" + fileSystem.name().toLowerCase(Locale.ROOT),
            List.of("P2", "P3"),
            Ground.onDisks(fileSystem),
            some(plan.cuts() / 2, DiskFault.POWER_CUT))
        .thatMayEnd()
        .unless(LoopDisk.obstacle());
  }

  private List<Campaign> controls() {
    return List.of(
        Campaign.of(
                "control-early-acknowledgement",
                List.of("P1"),
                Ground.PLAIN.rotten(Lie.EARLY_ACKNOWLEDGEMENT),
                Collections.nCopies(CONTROL_KILLS, ProcessFault.KILL_PRODUCT))
            .thatMustFind("LOSS"),
        Campaign.of(
                "control-acknowledged-after-failed-sync",
                List.of("P8"),
                Ground.PLAIN.rotten(Lie.EARLY_ACKNOWLEDGEMENT),
                List.of(JournalFault.SYNC_ERROR))
            .thatMustFind("GONE " + JournalFault.NOT_SILENT)
            .unless(straceMissing()),
        Campaign.of(
                "control-database-without-sync",
                List.of("P2"),
                Ground.onDisks(LoopDisk.FileSystem.EXT4).rotten(Lie.DATABASE_WITHOUT_SYNC),
                List.of(DiskFault.POWER_CUT, DiskFault.POWER_CUT))
            .thatMayEnd()
            .thatMustFind("LOSS", "GONE")
            .unless(LoopDisk.obstacle()),
        Campaign.of(
                "control-journal-without-checksum",
                List.of("P9"),
                Ground.PLAIN.rotten(Lie.JOURNAL_WITHOUT_CHECKSUM),
                List.of(ProcessFault.KILL_PRODUCT))
            .thatMustFind("CORRUPT"));
  }

  private static String straceMissing() {
    return Programs.find("strace").isEmpty() ? "strace is not installed" : "";
  }

  private Ground beside() {
    return plan.server().map(Ground::on).orElse(Ground.BESIDE_A_DATABASE);
  }

  private List<Fault> some(Fault... kinds) {
    return some(plan.others(), kinds);
  }

  /** Every kind in turn, in an order of chance. */
  private List<Fault> some(int count, Fault... kinds) {
    List<Fault> faults = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      faults.add(kinds[i % kinds.length]);
    }
    Collections.shuffle(faults, random);
    return faults;
  }
}
