package city.veedel.standalone.prove;

import city.veedel.schema.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.List;
import java.util.Random;

/** Databases that are away. All but KILL need one outside the product. */
enum DatabaseFault implements Fault {
  CUT {
    @Override
    public String strike(Site site, Random random) throws IOException, InterruptedException {
      int seconds = 1 + random.nextInt(8);
      site.outside().proxy().cut();
      try {
        Thread.sleep(seconds * 1_000L);
      } finally {
        site.outside().proxy().mend();
      }
      return "connections to the database cut for " + seconds + " s";
    }
  },

  /** Cut, and the product killed meanwhile: it starts without its database. */
  CUT_AND_KILL_PRODUCT {
    @Override
    public String strike(Site site, Random random) throws IOException, InterruptedException {
      site.outside().proxy().cut();
      try {
        Thread.sleep(500 + random.nextInt(2_000));
        site.product().kill();
        site.startAgain();
        Thread.sleep(500 + random.nextInt(2_000));
      } finally {
        site.outside().proxy().mend();
      }
      return "connections to the database cut, the product killed and started without it";
    }
  },

  STOP {
    @Override
    public String strike(Site site, Random random) throws IOException, InterruptedException {
      int seconds = 1 + random.nextInt(8);
      EmbeddedPostgres server = server(site);
      server.pause();
      try {
        Thread.sleep(seconds * 1_000L);
      } finally {
        server.resume();
      }
      return "PostgreSQL stopped for " + seconds + " s";
    }
  },

  PAUSE {
    @Override
    public String strike(Site site, Random random) throws IOException, InterruptedException {
      int seconds = ProcessFault.pauseSeconds(random);
      List<ProcessHandle> processes = site.databaseProcesses();
      Programs.signal("STOP", processes);
      try {
        Thread.sleep(seconds * 1_000L);
      } finally {
        Programs.signal("CONT", processes);
      }
      return "SIGSTOP of PostgreSQL for " + seconds + " s";
    }
  },

  /** It comes back by itself. */
  KILL {
    @Override
    public String strike(Site site, Random random) throws IOException, InterruptedException {
      List<ProcessHandle> processes = site.databaseProcesses();
      Programs.kill(processes);
      while (site.databaseProcesses().isEmpty()) {
        if (!site.product().isAlive()) {
          throw new IOException("the product ended with its database");
        }
        Thread.sleep(LOOK_MILLIS);
      }
      return "kill -9 of PostgreSQL, which came back";
    }
  };

  private static final long LOOK_MILLIS = 20;

  private static EmbeddedPostgres server(Site site) {
    return site.outside().ours().orElseThrow();
  }
}
