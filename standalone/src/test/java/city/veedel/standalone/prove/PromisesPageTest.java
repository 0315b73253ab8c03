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

  @Test
  void eachPromiseStandsBesideWhatTheRunsFound() throws IOException {
    String page = page(KILL.formatted("true", "", 0));

    assertThat(row(page, "P1"))
        .contains("20 faults, 1,234,567 readings acknowledged, lost 0,")
        .doesNotContain("FAILED");
    assertThat(row(page, "P26")).contains("receipts off by 0");
    assertThat(row(page, "P10")).contains("slowest start 80.4 s");
    assertThat(row(page, "P2")).contains("skipped: not root");
    assertThat(row(page, "P25")).contains("tests only");
    assertThat(page).contains("| early acknowledgement | LOSS 392 |");
  }

  @Test
  void aFailureStandsThereAsOne() throws IOException {
    String page = page(KILL.formatted("false", "\"LOSS 3\"", 3));

    assertThat(row(page, "P1")).contains("lost 3,").contains("**FAILED: kill LOSS 3**");
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
