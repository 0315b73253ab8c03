package city.veedel.standalone.bench;

import city.veedel.simulator.load.LoadDevice;
import city.veedel.simulator.load.LoadResult;
import city.veedel.simulator.load.LoadShape;
import city.veedel.simulator.load.StreamLoad;
import city.veedel.standalone.bench.Question.Reply;
import city.veedel.standalone.bench.store.BareSeries;
import city.veedel.standalone.bench.store.BareSeries.Shape;
import city.veedel.standalone.bench.store.BenchCity;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Questions to the dashboard's API about a city that changes all the time. Each kind of question is
 * asked in turn with its ceiling, for as long as every other kind, so that whatever else the
 * machine does meets all of them alike.
 */
public final class QueryBench {
  private static final int CHANGING_DEVICES = 10;
  private static final int WINDOW = 100;
  private static final Duration CATALOGUE_TIMEOUT = Duration.ofMinutes(1);
  private static final String KNOWN = "veedel_live_datastreams";

  private final QueryPlan plan;
  private final Consumer<String> progress;

  /**
   * @param progress hears in a sentence what is being done
   */
  public QueryBench(QueryPlan plan, Consumer<String> progress) {
    this.plan = plan;
    this.progress = progress;
  }

  /**
   * How long answers took, beside what the same bytes and the same SQL take by themselves.
   *
   * @throws IOException also when an answer was not right: how fast it came would say nothing
   */
  public Map<String, Object> run() throws IOException, InterruptedException, TimeoutException {
    progress.accept("Starting a fresh instance");
    try (BenchInstance instance = BenchInstance.start(plan.server(), List.of())) {
      progress.accept("Filling a city of " + plan.datastreams() + " datastreams");
      BenchCity city = BenchCity.fill(instance.database(), plan.datastreams(), plan.days());
      progress.accept("Starting the product on it");
      instance.restart();
      awaitCatalogue(instance);
      try (HttpAsker asker = new HttpAsker();
          BareSeries sql = BareSeries.open(instance.database())) {
        CityQuestions questions =
            new CityQuestions(instance.running().url(), asker, sql, city, plan.days());
        return compare(instance, questions);
      }
    }
  }

  private void awaitCatalogue(BenchInstance instance) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + CATALOGUE_TIMEOUT.toNanos();
    while (instance.metric(KNOWN) < plan.datastreams()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("the city is not known after " + CATALOGUE_TIMEOUT);
      }
      Thread.sleep(100);
    }
  }

  /** A question, and what the machine takes for the same. */
  private record Comparison(Question question, Question ceiling) {}

  private Map<String, Object> compare(BenchInstance instance, CityQuestions questions)
      throws IOException, InterruptedException, TimeoutException {
    List<Question> fromMemory =
        List.of(
            questions.snapshotGzip(),
            questions.snapshot(),
            questions.liveSnapshot(),
            questions.boxGzip());
    Map<String, Object> values = new LinkedHashMap<>();
    List<byte[]> bodies = new ArrayList<>();
    for (Question question : fromMemory) {
      Reply reply = question.ask(0);
      values.put(question.name(), reply.values().count());
      bodies.add(reply.body());
    }
    checkMemory(questions, values);
    try (PreparedAnswers prepared = PreparedAnswers.of(bodies)) {
      List<Comparison> comparisons = new ArrayList<>();
      for (int i = 0; i < fromMemory.size(); i++) {
        Question question = fromMemory.get(i);
        comparisons.add(new Comparison(question, questions.prepared(question, prepared.url(i))));
      }
      for (Shape shape : Shape.values()) {
        Comparison series = new Comparison(questions.series(shape), questions.bareSeries(shape));
        values.put(series.question().name(), checkedCount(series));
        comparisons.add(series);
      }
      LoadResult changes = askWhileItChanges(instance, comparisons);
      return figures(instance, changes, comparisons, values);
    }
  }

  /** All of the city must be in a snapshot, and in a box what a snapshot has there. */
  private void checkMemory(CityQuestions questions, Map<String, Object> values)
      throws IOException, InterruptedException {
    Map<String, Object> expected = new LinkedHashMap<>(values);
    expected.replaceAll((name, found) -> plan.datastreams());
    expected.put(questions.boxGzip().name(), questions.resultsInBox());
    if (!values.equals(expected)) {
      throw new IOException("the answers had " + values + " results, expected " + expected);
    }
  }

  private static int checkedCount(Comparison series) throws IOException, InterruptedException {
    int found = series.question().ask(0).values().count();
    int expected = series.ceiling().ask(0).values().count();
    if (found != expected) {
      throw new IOException(
          series.question().name() + " had " + found + " values, the database " + expected);
    }
    return found;
  }

  private LoadResult askWhileItChanges(BenchInstance instance, List<Comparison> comparisons)
      throws IOException, InterruptedException, TimeoutException {
    List<LoadDevice> devices = instance.register(CHANGING_DEVICES, true);
    LoadShape shape = new LoadShape(WINDOW, 1, plan.rate(), plan.warmUp(), plan.measured());
    progress.accept("Asking, while " + plan.rate() + " messages/s change the city");
    try (StreamLoad load = StreamLoad.mqtt(instance.mqtt(), devices, 1, shape)) {
      load.connect();
      FutureTask<LoadResult> changes = new FutureTask<>(load::run);
      Thread.ofPlatform().name("changes").start(changes);
      askAll(comparisons, plan.warmUp(), false);
      askAll(comparisons, plan.measured(), true);
      return changes.get();
    } catch (ExecutionException e) {
      throw new IOException("the city did not change", e.getCause());
    }
  }

  /** Goes on with the kind that has had the least time so far; each has its turn at least once. */
  private static void askAll(List<Comparison> comparisons, Duration time, boolean measured)
      throws IOException, InterruptedException {
    PriorityQueue<Turn> turns = new PriorityQueue<>(Comparator.comparingLong(Turn::spentNanos));
    comparisons.forEach(comparison -> turns.add(new Turn(comparison, 1, 0)));
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - end < 0 || turns.element().spentNanos() == 0) {
      Turn turn = turns.remove();
      long from = System.nanoTime();
      ask(turn.comparison().question(), turn.number(), measured);
      ask(turn.comparison().ceiling(), turn.number(), measured);
      turns.add(turn.next(System.nanoTime() - from));
    }
  }

  private record Turn(Comparison comparison, int number, long spentNanos) {
    Turn next(long nanos) {
      return new Turn(comparison, number + 1, spentNanos + nanos);
    }
  }

  private static void ask(Question question, int turn, boolean measured)
      throws IOException, InterruptedException {
    if (measured) {
      question.measure(turn);
    } else {
      question.ask(turn);
    }
  }

  private Map<String, Object> figures(
      BenchInstance instance,
      LoadResult changes,
      List<Comparison> comparisons,
      Map<String, Object> values)
      throws IOException {
    Map<String, Object> questions = new LinkedHashMap<>();
    Map<String, Object> ceiling = new LinkedHashMap<>();
    Map<String, Object> ratio = new LinkedHashMap<>();
    for (Comparison comparison : comparisons) {
      String name = comparison.question().name();
      questions.put(name, comparison.question().figures());
      ceiling.put(name, comparison.ceiling().figures());
      ratio.put(
          name, Figures.rounded(comparison.ceiling().p50Ms() / comparison.question().p50Ms()));
    }
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("datastreams", plan.datastreams());
    figures.put("days", plan.days());
    figures.put("rate", plan.rate());
    figures.put("database", instance.database().engine());
    figures.put("observations", instance.database().observations());
    figures.put("changes_acknowledged", changes.answered());
    figures.put("peak_rss_mb", Processes.peakRssMb(instance.pid()).orElse(0));
    figures.put("values", values);
    figures.put("question", questions);
    figures.put("ceiling", ceiling);
    figures.put("ratio_to_ceiling", ratio);
    return figures;
  }
}
