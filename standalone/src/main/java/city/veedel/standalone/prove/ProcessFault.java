package city.veedel.standalone.prove;

import java.io.IOException;
import java.util.List;
import java.util.Random;

/** Processes that end or stand still. */
enum ProcessFault implements Fault {
  KILL_PRODUCT {
    @Override
    public String strike(Site site, Random random) throws IOException, InterruptedException {
      site.product().kill();
      site.startAgain();
      return "kill -9 of the product";
    }
  },

  KILL_BOTH {
    @Override
    public String strike(Site site, Random random) throws IOException, InterruptedException {
      site.product().kill();
      Programs.kill(site.databaseProcesses());
      site.startAgain();
      return "kill -9 of the product and its PostgreSQL";
    }
  },

  RESTART_PRODUCT {
    @Override
    public String strike(Site site, Random random) throws IOException, InterruptedException {
      site.product().stop();
      site.startAgain();
      return "restart of the product";
    }
  },

  PAUSE_PRODUCT {
    @Override
    public String strike(Site site, Random random) throws IOException, InterruptedException {
      int seconds = pauseSeconds(random);
      List<ProcessHandle> processes = Programs.tree(site.product().pid());
      Programs.signal("STOP", processes);
      try {
        Thread.sleep(seconds * 1_000L);
      } finally {
        Programs.signal("CONT", processes);
      }
      return "SIGSTOP of the product for " + seconds + " s";
    }
  };

  private static final double LONGEST_PAUSE_SECONDS = 20;

  /** 1 to 20, short ones more often. */
  static int pauseSeconds(Random random) {
    double chance = random.nextDouble();
    return 1 + (int) (LONGEST_PAUSE_SECONDS * chance * chance);
  }
}
