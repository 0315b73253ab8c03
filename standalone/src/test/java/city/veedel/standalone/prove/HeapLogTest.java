package city.veedel.standalone.prove;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeapLogTest {
  @TempDir Path directory;

  @Test
  void thePeakIsTheMostThatACollectionLeft() throws Exception {
    Path log =
        Files.writeString(
            directory.resolve("heap.log"),
            """
            [0.010s][info][gc] Using G1
            [1.234s][info][gc] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 23M->4M(258M) 2.401ms
            [2.345s][info][gc] GC(1) Pause Young (Concurrent Start) (Metadata GC Threshold) 80M->41M(258M) 5.1ms
            [2.346s][info][gc] GC(2) Concurrent Mark Cycle 10.5ms
            [3.456s][info][gc] GC(3) Pause Full (G1 Compaction Pause) 511M->39M(512M) 90.0ms
            """);

    assertThat(HeapLog.peakMb(log)).hasValue(41);
  }

  @Test
  void ofALogThatTellsOfNoCollectionNothingIsKnown() throws Exception {
    Path log = Files.writeString(directory.resolve("heap.log"), "[0.010s][info][gc] Using ZGC\n");

    assertThat(HeapLog.peakMb(log)).isEmpty();
  }
}
