package city.veedel.script;

import city.veedel.decode.Fault;
import city.veedel.decode.codec.CodecResult;
import city.veedel.decode.codec.CodecResult.Undecodable;
import city.veedel.decode.codec.DecodingStoppedException;
import city.veedel.decode.codec.Uplink;
import city.veedel.model.RefusalReason;
import city.veedel.script.QuickJs.Compilation;
import city.veedel.script.QuickJs.Stopped;
import city.veedel.script.ScriptCodec.Objection;
import city.veedel.script.ScriptCodec.Script;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs scripts on the threads of the sandbox: reads them when they are first needed, holds the
 * watch over them, and writes down who ran over its bounds. As many engines as threads.
 */
final class ScriptRunner implements AutoCloseable {
  private final ScriptSandboxConfig config;
  private final InstantSource clock;
  private final SwitchOffListener listener;
  private final Watchdog watchdog = new Watchdog(ManagementFactory.getThreadMXBean());
  private final KeptScripts kept;
  private final ConcurrentLinkedDeque<QuickJs> idle = new ConcurrentLinkedDeque<>();
  private final AtomicInteger runs = new AtomicInteger();
  private volatile boolean stopping;
  private QuickJs.@Nullable Base base;

  ScriptRunner(ScriptSandboxConfig config, InstantSource clock, SwitchOffListener listener) {
    this.config = config;
    this.clock = clock;
    this.listener = listener;
    this.kept = new KeptScripts(config.keptBytes());
  }

  CodecResult decode(ScriptCodec codec, Uplink uplink) {
    Optional<SwitchedOff> off = codec.overruns().switchedOff(clock.instant());
    if (off.isPresent()) {
      return new Undecodable(List.of(fault(off.get())));
    }
    try {
      return switch (read(codec)) {
        case Script.Useless useless -> new Undecodable(List.of(useless.fault()));
        case Script.Ready ready -> decode(ready, codec, uplink);
      };
    } catch (Overrun e) {
      return new Undecodable(List.of(note(codec, e)));
    }
  }

  Optional<Objection> check(ScriptCodec codec) {
    try {
      return read(codec) instanceof Script.Useless useless
          ? Optional.of(new Objection(useless.fault(), true))
          : Optional.empty();
    } catch (Overrun e) {
      Fault fault = note(codec, e);
      String advice = "; try again, or let it do less before the first message";
      return Optional.of(
          new Objection(new Fault(fault.reason(), fault.detail() + advice, "", 0, 0), false));
    }
  }

  long keptBytes() {
    return kept.bytes();
  }

  /** From now on an interrupt is no fault of a script. */
  void stop() {
    stopping = true;
  }

  @Override
  public void close() {
    watchdog.close();
    for (QuickJs engine = idle.poll(); engine != null; engine = idle.poll()) {
      engine.close();
    }
  }

  private CodecResult decode(Script.Ready ready, ScriptCodec codec, Uplink uplink) throws Overrun {
    kept.used(codec);
    CodecResult result =
        Answers.of(
            run(decodeTime(codec), "it", engine -> engine.decode(ready.image(), call(uplink))));
    codec.overruns().endedInTime();
    return result;
  }

  private Duration decodeTime(ScriptCodec codec) {
    boolean isColdSandbox = isAmongFirst(config.coldStart().runs(), runs);
    boolean isColdScript = isAmongFirst(config.coldStart().firstDecodes(), codec.decodes());
    return isColdSandbox || isColdScript ? config.coldStart().decodeTime() : config.decodeTime();
  }

  private Duration readTime() {
    return isAmongFirst(config.coldStart().runs(), runs)
        ? config.coldStart().readTime()
        : config.readTime();
  }

  private static boolean isAmongFirst(int most, AtomicInteger done) {
    return done.get() < most && done.getAndIncrement() < most;
  }

  /** Only one thread reads a script; the others that want it wait for as long. */
  private Script read(ScriptCodec codec) throws Overrun {
    Script known = codec.script();
    if (known != null) {
      return known;
    }
    synchronized (codec) {
      Script meanwhile = codec.script();
      if (meanwhile != null) {
        return meanwhile;
      }
      Script read = script(run(readTime(), "reading it", engine -> engine.compile(codec.source())));
      switch (read) {
        case Script.Ready ready -> kept.keep(codec, ready);
        case Script.Useless useless -> codec.script(useless);
      }
      return read;
    }
  }

  private Script script(Compilation compilation) {
    Optional<Fault> objection = Answers.objection(compilation.answer());
    if (objection.isPresent()) {
      return new Script.Useless(objection.get());
    }
    if (compilation.image().ownBytes() > config.scriptBytes()) {
      return new Script.Useless(
          new Fault(
              RefusalReason.FORMAT_UNSUPPORTED,
              "the decoder holds "
                  + compilation.image().ownBytes()
                  + " bytes before the first message, at most "
                  + config.scriptBytes()
                  + " are given",
              "",
              0,
              0));
    }
    return new Script.Ready(compilation.image());
  }

  private <T> T run(Duration limit, String what, Step<T> step) throws Overrun {
    QuickJs engine = engine();
    Watchdog.Watch watch = watchdog.watch(limit);
    try {
      T done = step.run(engine);
      idle.push(engine);
      return done;
    } catch (Stopped e) {
      engine.close();
      throw overrun(e, watch, limit, what);
    } catch (RuntimeException | Error e) {
      engine.close();
      throw e;
    } finally {
      watch.close();
    }
  }

  private Overrun overrun(Stopped stopped, Watchdog.Watch watch, Duration limit, String what) {
    if (stopped.why() == Stopped.Cause.INTERRUPTED && !watch.isOver()) {
      throw closed();
    }
    return new Overrun(
        switch (stopped.why()) {
          case INTERRUPTED ->
              what + " did not end within " + limit.toMillis() + " ms of processor time";
          case MEMORY -> "it wanted more than " + (config.engineBytes() >> 20) + " MiB of memory";
          case CRASHED -> "it brought the engine down, as endless recursion does";
        });
  }

  static DecodingStoppedException closed() {
    return new DecodingStoppedException("the sandbox is closed");
  }

  private QuickJs engine() {
    QuickJs free = idle.poll();
    if (free != null) {
      return free;
    }
    try {
      QuickJs.Base shared = base();
      QuickJs first = idle.poll();
      return first == null
          ? new QuickJs(config.engineBytes(), config.outputChars(), shared)
          : first;
    } catch (RuntimeException e) {
      throw stopping ? closed() : e;
    }
  }

  private synchronized QuickJs.Base base() {
    QuickJs.Base built = base;
    if (built == null) {
      QuickJs first = new QuickJs(config.engineBytes(), config.outputChars());
      idle.push(first);
      built = first.base();
      base = built;
    }
    return built;
  }

  private Fault note(ScriptCodec codec, Overrun overrun) {
    codec.overruns().overran(overrun.why, clock.instant()).ifPresent(listener::switchedOff);
    return new Fault(
        RefusalReason.PAYLOAD_MALFORMED, "the decoder was stopped: " + overrun.why, "", 0, 0);
  }

  private static Fault fault(SwitchedOff off) {
    return new Fault(
        RefusalReason.FORMAT_UNSUPPORTED,
        "the decoder of "
            + off.typeId()
            + " is switched off until "
            + off.until()
            + ", because "
            + off.why()
            + "; the message is kept and can be decoded again after the decoder is mended",
        "",
        0,
        0);
  }

  private static long[] call(Uplink uplink) {
    byte[] bytes = uplink.payload().bytes();
    long[] call = new long[2 + bytes.length];
    call[0] = uplink.port();
    call[1] = uplink.receivedAt().toEpochMilli();
    for (int i = 0; i < bytes.length; i++) {
      call[2 + i] = bytes[i] & 0xFF;
    }
    return call;
  }

  @FunctionalInterface
  private interface Step<T> {
    T run(QuickJs engine) throws Stopped;
  }

  /** A script ran over its bounds. */
  private static final class Overrun extends Exception {
    private static final long serialVersionUID = 1L;

    private final String why;

    Overrun(String why) {
      super(why, null, false, false);
      this.why = why;
    }
  }
}
