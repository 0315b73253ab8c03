package city.veedel.dashboard.live;

import city.veedel.dashboard.query.Catalogue;
import city.veedel.dashboard.query.CityFilter;
import city.veedel.dashboard.query.CitySource;
import city.veedel.dashboard.query.CityState;
import city.veedel.dashboard.query.LatestPosition;
import city.veedel.model.StoredObservation;
import city.veedel.model.StoredObservations;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what has changed in the city to everybody who looks at it. Ingest calls {@link #stored},
 * which only notes; every tick, the hub's own thread tells each group of clients what is new.
 *
 * <pre>
 *   ingest ── stored ──▶ CityMemory ── tick ──▶ LiveGroup ── one encoding ──▶ LiveClient ──▶ sink
 *                            │                                                    │
 *                            └── latest values, also for /api/v1/things           └── what it is owed: ids
 * </pre>
 */
public final class LiveHub implements StoredObservations, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LiveHub.class);

  private final Vertx vertx;
  private final LiveConfig config;
  private final InstantSource clock;
  private final Context context;
  private final CityMemory city;
  private final CatalogueRefresh refresh;
  private final LiveAdmission admission;
  private final LiveMetrics metrics;
  private final ChangeRing ring;
  private final String epoch;
  private final Map<CityFilter, LiveGroup> groups = new HashMap<>();
  private final Map<String, LatestPosition> announced = new HashMap<>();
  private Catalogue catalogue = Catalogue.EMPTY;
  private volatile long timer = -1;
  private volatile boolean closed;

  public LiveHub(
      Vertx vertx,
      LiveConfig config,
      CitySource source,
      InstantSource clock,
      MeterRegistry meters) {
    this.vertx = vertx;
    this.config = config;
    this.clock = clock;
    this.context = vertx.getOrCreateContext();
    this.city = new CityMemory(source, clock);
    this.refresh = new CatalogueRefresh(city, config);
    this.admission = new LiveAdmission(config);
    this.metrics = new LiveMetrics(meters, admission, city);
    this.ring = new ChangeRing(config.ringSpan().toMillis(), config.ringEntries());
    this.epoch = Integer.toHexString(new SecureRandom().nextInt(1 << 24) | 1 << 24);
  }

  /** Starts reading the catalogue and ticking; the database need not be there yet. */
  public void start() {
    refresh.start();
    context.runOnContext(go -> timer = vertx.setPeriodic(config.tick().toMillis(), tick -> tick()));
  }

  /** What is known about the city right now. */
  public CityState city() {
    return city;
  }

  @Override
  @SuppressWarnings("CatchingUnchecked") // The port promises ingest that nothing is ever thrown.
  public void stored(List<StoredObservation> observations) {
    try {
      city.take(observations);
      if (city.hasUnknown()) {
        refresh.hurry();
      }
    } catch (RuntimeException e) {
      log.error("Live values could not be taken over; the map misses them until they change.", e);
    }
  }

  /** A place for one more stream from an address, if there is one; to be released after use. */
  public Optional<LiveAdmission.Slot> admit(String address) {
    return admission.admit(address);
  }

  /** Starts a stream; the answer ends it. Any thread. */
  public Runnable join(LiveRequest request, LiveSink sink) {
    LiveClient[] joined = new LiveClient[1];
    context.runOnContext(go -> {
      if (closed) {
        sink.end();
        return;
      }
      // The last tick may be older than the dictionary everybody can already ask for.
      adopt(city.catalogue());
      LiveGroup group =
          groups.computeIfAbsent(request.filter(), filter -> new LiveGroup(filter, epoch));
      LiveClient client = new LiveClient(group, sink, config, clock.millis());
      joined[0] = client;
      group.clients().add(client);
      resume(client, request.lastEventId());
      pump(client);
    });
    return () ->
        context.runOnContext(go -> {
          if (joined[0] != null) {
            leave(joined[0]);
          }
        });
  }

  private void leave(LiveClient client) {
    if (!client.isClosed()) {
      client.close();
      LiveGroup group = client.group();
      group.clients().remove(client);
      if (group.clients().isEmpty()) {
        groups.remove(group.filter());
      }
    }
  }

  /** Continues after the event the client has, or starts anew and says why. */
  private void resume(LiveClient client, String lastEventId) {
    if (lastEventId.isEmpty()) {
      client.oweSnapshot("");
      return;
    }
    LiveGroup group = client.group();
    int colon = lastEventId.lastIndexOf(':');
    if (colon < 0 || !lastEventId.substring(0, colon).equals(group.epoch())) {
      metrics.resync();
      client.oweSnapshot("epoch");
      return;
    }
    Optional<BitSet> missed = parseSequence(lastEventId.substring(colon + 1)).flatMap(ring::since);
    if (missed.isEmpty()) {
      metrics.resync();
      client.oweSnapshot("gap");
      return;
    }
    client.owe(group.wanted(missed.get(), catalogue, city));
    client.oweMoves(placesOf(group));
  }

  private static Optional<Long> parseSequence(String digits) {
    try {
      return Optional.of(Long.parseLong(digits));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private void tick() {
    long now = clock.millis();
    Changes changes = drain(now);
    // Only now: an id is noted as changed after the catalogue that knows it has become visible.
    adopt(city.catalogue());
    for (LiveGroup group : List.copyOf(groups.values())) {
      tell(group, changes);
    }
    for (LiveGroup group : List.copyOf(groups.values())) {
      for (LiveClient client : List.copyOf(group.clients())) {
        attend(client, now);
      }
    }
    ring.expire(now);
  }

  /** Whoever listens must hear of a new dictionary before the first value that needs it. */
  private void adopt(Catalogue present) {
    if (present.version() == catalogue.version()) {
      return;
    }
    catalogue = present;
    for (LiveGroup group : groups.values()) {
      group.forgetSnapshot();
      group.clients().forEach(LiveClient::oweHello);
    }
  }

  /**
   * What one tick is about.
   *
   * @param from where the moved things were announced to be before
   */
  private record Changes(
      BitSet datastreams, List<LatestPosition> moved, Map<String, LatestPosition> from) {}

  private Changes drain(long now) {
    BitSet changed = city.drainChanged();
    List<LatestPosition> moved = new ArrayList<>();
    Map<String, LatestPosition> from = new HashMap<>();
    for (String thing : city.drainMoved()) {
      city.findPosition(thing)
          .ifPresent(position -> {
            LatestPosition before = announced.put(thing, position);
            if (before != null) {
              from.put(thing, before);
            }
            moved.add(position);
          });
    }
    if (!changed.isEmpty() || !moved.isEmpty()) {
      ring.add(changed, now);
    }
    return new Changes(changed, moved, from);
  }

  /** Encodes once for all clients that keep up; the others are owed the ids. */
  private void tell(LiveGroup group, Changes changes) {
    BitSet wanted =
        changes.datastreams().isEmpty()
            ? new BitSet()
            : group.wanted(changes.datastreams(), catalogue, city);
    List<LatestPosition> moves =
        changes.moved().stream()
            .filter(to -> group.wantsMove(to, changes.from().get(to.thing()), catalogue))
            .toList();
    if (wanted.isEmpty() && moves.isEmpty()) {
      return;
    }
    List<Buffer> events = encode(group, wanted, moves);
    Set<String> moved = new HashSet<>();
    moves.forEach(move -> moved.add(move.thing()));
    for (LiveClient client : group.clients()) {
      if (client.isIdle()) {
        events.forEach(client::enqueue);
      } else {
        client.owe(wanted);
        client.oweMoves(moved);
        metrics.conflated(wanted.cardinality());
      }
    }
  }

  private List<Buffer> encode(LiveGroup group, BitSet datastreams, List<LatestPosition> moves) {
    List<Buffer> events = new ArrayList<>(2);
    String id = group.eventId(ring.sequence());
    if (!datastreams.isEmpty()) {
      events.add(LiveEvents.delta(id, datastreams, city));
    }
    if (!moves.isEmpty()) {
      events.add(LiveEvents.positions(id, moves));
    }
    return events;
  }

  private void attend(LiveClient client, long now) {
    if (client.isStalled(now)) {
      metrics.cut();
      leave(client);
      client.sink().cut();
      return;
    }
    if (client.isHeartbeatDue(now)) {
      client.enqueue(LiveEvents.HEARTBEAT);
    }
    pump(client);
  }

  /** Sends what the client is owed while there is room on its way. */
  private void pump(LiveClient client) {
    while (!client.isClosed() && client.hasRoom()) {
      if (!client.hasOutgoing()) {
        nextEvents(client);
        if (!client.hasOutgoing()) {
          return;
        }
      }
      Buffer piece = client.takePiece(clock.millis());
      int bytes = piece.length();
      metrics.sent(bytes);
      client
          .sink()
          .send(
              piece,
              () -> context.runOnContext(arrived -> arrived(client, bytes)),
              () -> context.runOnContext(failed -> leave(client)));
    }
  }

  private void arrived(LiveClient client, int bytes) {
    client.sent(bytes, clock.millis());
    pump(client);
  }

  private void nextEvents(LiveClient client) {
    LiveGroup group = client.group();
    if (client.takeHello()) {
      client.enqueue(LiveEvents.hello(group.epoch(), clock.instant(), config, catalogue.version()));
    }
    if (client.takeSnapshot()) {
      enqueueSnapshot(client, group);
    }
    BitSet changed = client.takeChanged();
    List<LatestPosition> moved = positionsOf(client.takeMoved());
    encode(group, changed, moved).forEach(client::enqueue);
  }

  private void enqueueSnapshot(LiveClient client, LiveGroup group) {
    String reason = client.takeResyncReason();
    if (!reason.isEmpty()) {
      client.enqueue(LiveEvents.resync(reason));
    }
    long reuse = config.snapshotReuse().toMillis();
    LiveGroup.Snapshot snapshot =
        group.snapshot(catalogue, city, ring.sequence(), clock.instant(), reuse);
    Optional<BitSet> since = ring.since(snapshot.sequence());
    if (since.isEmpty()) {
      snapshot = group.snapshot(catalogue, city, ring.sequence(), clock.instant(), 0);
    }
    client.enqueue(snapshot.event());
    since.ifPresent(changed -> client.owe(group.wanted(changed, catalogue, city)));
    client.oweMoves(placesOf(group));
  }

  /** Every moving thing of the group: a snapshot tells the values, this tells the places. */
  private Set<String> placesOf(LiveGroup group) {
    Set<String> things = new HashSet<>();
    for (LatestPosition position : city.positions()) {
      if (group.wantsMove(position, null, catalogue)) {
        things.add(position.thing());
      }
    }
    return things;
  }

  private List<LatestPosition> positionsOf(Set<String> things) {
    List<LatestPosition> positions = new ArrayList<>(things.size());
    things.forEach(thing -> city.findPosition(thing).ifPresent(positions::add));
    return positions;
  }

  /** Ends all streams in order. */
  @Override
  public void close() {
    closed = true;
    refresh.close();
    vertx.cancelTimer(timer);
    context.runOnContext(go -> {
      for (LiveGroup group : List.copyOf(groups.values())) {
        for (LiveClient client : List.copyOf(group.clients())) {
          leave(client);
          client.sink().end();
        }
      }
    });
  }
}
