package city.veedel.simulator.replay;

import city.veedel.simulator.device.SimulatedDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds out what files are. */
public final class Recordings {
  /** How deep below a named directory recordings are looked for. */
  private static final int MAX_DEPTH = 8;

  private static final List<Kind> KINDS =
      List.of(
          new Kind(TrafficLoad::matches, TrafficLoad::of),
          new Kind(BikeCounters::matches, BikeCounters::of),
          new Kind(Parking::matches, Parking::of),
          new Kind(AirQuality::matches, AirQuality::of),
          new Kind(AirportWeather::matches, AirportWeather::of),
          new Kind(SharedBikes::matches, SharedBikes::of),
          new Kind(RhineLevel::matches, RhineLevel::of));

  private Recordings() {}

  /** A kind of recording. */
  private record Kind(Predicate<Head> matches, Opener opener) {}

  @FunctionalInterface
  private interface Opener {
    MergedRecording of(List<Path> files) throws IOException;
  }

  /**
   * Recognises recordings by content and name; files beside them that describe positions are taken
   * along.
   *
   * @param paths files, or directories, which are searched
   * @throws IOException if a file named expressly is no known recording, or nothing was found
   */
  public static ReplayPlan open(List<Path> paths) throws IOException {
    Map<Kind, List<Path>> found = new LinkedHashMap<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        for (Path file : filesBelow(path)) {
          sort(file, found);
        }
      } else if (!Files.exists(path)) {
        throw new IOException(path + " does not exist");
      } else if (!sort(path, found)) {
        throw new IOException(
            path
                + " is no known recording; known are traffic load, bicycle counters, parking, air"
                + " quality, airport weather, shared bikes and river level of Köln");
      }
    }
    if (found.isEmpty()) {
      throw new IOException("no known recording in " + paths);
    }
    List<MergedRecording> recordings = new ArrayList<>();
    for (Map.Entry<Kind, List<Path>> entry : found.entrySet()) {
      recordings.add(
          entry.getKey().opener().of(entry.getValue().stream().distinct().sorted().toList()));
    }
    List<SimulatedDevice> devices =
        recordings.stream().flatMap(recording -> recording.devices().stream()).toList();
    return new ReplayPlan(ReplayTypes.all(), devices, List.copyOf(recordings));
  }

  private static List<Path> filesBelow(Path directory) throws IOException {
    try (Stream<Path> tree = Files.walk(directory, MAX_DEPTH)) {
      return tree.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static boolean sort(Path file, Map<Kind, List<Path>> found) throws IOException {
    Head head = Head.of(file);
    for (Kind kind : KINDS) {
      if (kind.matches().test(head)) {
        found.computeIfAbsent(kind, key -> new ArrayList<>()).add(file);
        return true;
      }
    }
    return false;
  }
}
