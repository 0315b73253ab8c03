package city.veedel.standalone.prove;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class PromisesPageTest {
  private static final String KILL =
      """
      {"time":"2026-11-23T02:00:00Z","seed":7,"machine":{"processors":2,"system":"Linux","java":"25"},
       "campaigns":[
        {"campaign":"kill","promises":["P1","P10","P26"],"control":false,"passed":%s,"engine":"PostgreSQL 18.6",
         "seconds":60,"faults":20,"slowestStartSeconds":80.39,"findings":[%s],
         "readings":{"acknowledged":1234567,"lost":%d,"duplicate":0,"corrupt":0,"order":0,"receiptsOff":0}},
        {"campaign":"power-xfs","promises":["P2"],"control":false,"passed":true,"skipped":"not root"},
        {"campaign":"control-early-acknowledgement","promises":["P1"],"control":true,"passed":true,
         "findings":["LOSS 392"],"readings":{"acknowledged":5,"lost":392}}]}
      """;

  private static final String HOSTILE =
      """
      {"time":"2026-11-23T02:00:00Z","seed":7,"machine":{"processors":2,"system":"Linux","java":"25"},
       "campaigns":[
        {"campaign":"hostile","promises":["P13","P14","P17","P25"],"control":false,"passed":true,
         "engine":"PostgreSQL 18.6","seconds":160,"faults":2,"findings":[],
         "readings":{"acknowledged":100,"lost":0,"duplicate":0,"corrupt":0,"order":0},
         "hostile":{"attackers":112,"forcedReconnects":0,"unanswered":4,"p99Ratio":3.0,"p99RatioHeld":false,
          "alone":{"p50Millis":4.0,"p99Millis":10.0},"beside":{"p50Millis":5.0,"p99Millis":30.0},
          "storming":{"p99Millis":50.0},
          "memory":{"heapCeilingMb":512,"heapPeakMb":201,"residentPeakMb":640},"heapHeld":true,
          "storm":{"connections":8000,"back":8000,"seconds":6.54,"dials":9000},"stormHeld":true,
          "note":"fewer, for want of open files",
          "attempts":{
           "ping flood":{"attempts":1000,"datagrams":0,"unprovenBytesOut":0,"unprovenBytesIn":0},
           "hello flood":{"attempts":500,"datagrams":12000,"unprovenBytesOut":400,"unprovenBytesIn":100}}}}]}
      """;

  @Test
  void eachPromiseStandsBesideWhatTheRunsFound() throws IOException {
    String page = page(KILL.formatted("true", "", 0));

    assertThat(row(page, "P1"))
        .contains("20 faults, 1,234,567 readings acknowledged, lost 0,")
        .doesNotContain("FAILED");
    assertThat(row(page, "P26")).contains("receipts off by 0");
    assertThat(row(page, "P10")).contains("slowest start 80.4 s");
    assertThat(row(page, "P2")).contains("skipped: not root");
    assertThat(row(page, "P24")).contains("tests only");
    assertThat(page).contains("| early acknowledgement | LOSS 392 |");
  }

  @Test
  void aFailureStandsThereAsOne() throws IOException {
    String page = page(KILL.formatted("false", "\"LOSS 3\"", 3));

    assertThat(row(page, "P1")).contains("lost 3,").contains("**FAILED: kill LOSS 3**");
  }

  @Test
  void hostileClientsStandBesideWhatTheyCost() throws IOException {
    String page = page(HOSTILE);

    assertThat(row(page, "P13"))
        .contains("1,500 attacks")
        .contains("201 MB of a heap of 512 left by garbage collection at most (70 %: held)")
        .contains("640 MB resident at most");
    assertThat(row(page, "P14"))
        .contains("0 good devices thrown out, 4 of their exchanges not answered")
        .contains("p99 10.0 ms alone and p50 5.0 ms, p99 30.0 ms beside 112 attackers")
        .contains("3.0 times the p99 (2 times: **missed**)");
    assertThat(row(page, "P17"))
        .contains("8,000 of 8,000 connections back after 6.5 s (20 s: held)")
        .contains("fewer, for want of open files");
    assertThat(row(page, "P25"))
        .contains("12,000 datagrams, ClientHellos of strangers 12,000 of them")
        .contains("0.25 bytes back for each byte of a stranger");
    assertThat(row(page, "P1")).contains("tests only");
  }

  @Test
  void aHeapThatNothingIsKnownOfIsNotHeld() throws IOException {
    String page = page(HOSTILE.replace("\"heapPeakMb\":201,", ""));

    assertThat(row(page, "P13")).contains("the peak of the heap is **unknown**");
  }

  @Test
  void theSimulationTellsItsSeeds() throws IOException {
    Properties counts = new Properties();
    counts.load(
        new StringReader(
            """
            first-seed=1
            seeds=10000
            failed-seeds=0
            values=1290000
            crashes=44153
            power-cuts=24646
            flipped-bits=77
            """));

    assertThat(new PromisesPage(List.of(), Optional.of(counts)).markdown())
        .contains("seeds 1 to 10000, of which 0 failed; 1,290,000 values");
  }

  private static String page(String results) throws IOException {
    JsonNode run = new ObjectMapper().readTree(results);
    return new PromisesPage(List.of(run), Optional.empty()).markdown();
  }

  private static String row(String page, String promise) {
    return page.lines()
        .filter(line -> line.startsWith("| " + promise + " |"))
        .findFirst()
        .orElse("");
  }
}
