package city.veedel.standalone.prove;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Disks that lose their power or are full. */
enum DiskFault implements Fault {
  POWER_CUT {
    @Override
    public String strike(Site site, Random random) throws IOException, InterruptedException {
      List<Disks.Which> all = List.of(Disks.Which.values());
      Disks.Which which = all.get(random.nextInt(all.size()));
      int afterwards = random.nextInt(1_500);
      site.cutPower(which);
      // The rest of the machine goes on for a moment with a disk that fails every call.
      site.product().awaitEnd(Duration.ofMillis(afterwards));
      site.product().kill();
      Programs.kill(site.databaseProcesses());
      site.restorePower();
      site.startAgain();
      return "power cut of " + which + ", everything killed " + afterwards + " ms later";
    }
  },

  /** The product has to bear it, and to come back by itself. */
  FULL_JOURNAL {
    @Override
    public String strike(Site site, Random random) throws IOException, InterruptedException {
      return fill(site.disks().journal(), "the journal's disk", random);
    }
  },

  FULL_DATABASE {
    @Override
    public String strike(Site site, Random random) throws IOException, InterruptedException {
      return fill(site.disks().data(), "the database's disk", random);
    }
  };

  /** Little enough to be used up while the disk is full. */
  private static final int MOST_LEFT_BYTES = 1 << 20;

  private static String fill(LoopDisk disk, String which, Random random)
      throws IOException, InterruptedException {
    int seconds = 10 + random.nextInt(11);
    disk.fill(random.nextInt(MOST_LEFT_BYTES));
    try {
      Thread.sleep(seconds * 1_000L);
    } finally {
      disk.free();
    }
    return which + " full for " + seconds + " s";
  }
}
