package city.veedel.standalone.prove;

import city.veedel.schema.DatabaseConfig;
import city.veedel.standalone.Main;
import city.veedel.standalone.prove.control.Lie;
import city.veedel.standalone.prove.control.LyingProduct;
import java.util.List;
import java.util.Optional;

/**
 * What a product under test stands on.
 *
 * @param fileSystem of disks of its own, whose power can be cut
 * @param outside whether its database is a server of ours beside it, behind a proxy
 * @param server on which its database is made, behind a proxy
 * @param shiftsClock whether its clock can be shifted
 * @param heapMb the most the product's heap may take
 * @param lie what is rotten, in a negative control
 */
record Ground(
    Optional<LoopDisk.FileSystem> fileSystem,
    boolean outside,
    Optional<DatabaseConfig> server,
    boolean shiftsClock,
    int heapMb,
    Optional<Lie> lie) {
  private static final int USUAL_HEAP_MB = 768;

  /** The product with its own PostgreSQL, in a directory. */
  static final Ground PLAIN =
      new Ground(Optional.empty(), false, Optional.empty(), false, USUAL_HEAP_MB, Optional.empty());

  static final Ground BESIDE_A_DATABASE =
      new Ground(Optional.empty(), true, Optional.empty(), false, USUAL_HEAP_MB, Optional.empty());

  static final Ground WITH_SHIFTING_CLOCK =
      new Ground(Optional.empty(), true, Optional.empty(), true, USUAL_HEAP_MB, Optional.empty());

  static Ground onDisks(LoopDisk.FileSystem fileSystem) {
    return new Ground(
        Optional.of(fileSystem), false, Optional.empty(), false, USUAL_HEAP_MB, Optional.empty());
  }

  static Ground on(DatabaseConfig server) {
    return new Ground(
        Optional.empty(), false, Optional.of(server), false, USUAL_HEAP_MB, Optional.empty());
  }

  Ground rotten(Lie what) {
    return new Ground(fileSystem, outside, server, shiftsClock, heapMb, Optional.of(what));
  }

  Ground withHeap(int megabytes) {
    return new Ground(fileSystem, outside, server, shiftsClock, megabytes, lie);
  }

  /** Main class and arguments. */
  List<String> command() {
    return lie.isPresent()
        ? List.of(LyingProduct.class.getName(), lie.get().name())
        : List.of(Main.class.getName(), "up");
  }
}
