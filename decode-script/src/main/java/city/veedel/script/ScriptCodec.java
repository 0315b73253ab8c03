package city.veedel.script;

import city.veedel.decode.Fault;
import city.veedel.decode.codec.CodecResult;
import city.veedel.decode.codec.DecodingBusyException;
import city.veedel.decode.codec.DecodingStoppedException;
import city.veedel.decode.codec.SourcedCodec;
import city.veedel.decode.codec.Uplink;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The decoder a vendor wrote in JavaScript, in the first of these forms that the script defines:
 * {@code decodeUplink({bytes, fPort, recvTime, variables})} of The Things Stack v3 and ChirpStack
 * v4, which returns {@code {data, warnings, errors}}; the older {@code Decoder(bytes, port)} and
 * {@code Decode(fPort, bytes, variables)}, which return the data itself.
 *
 * <p>The script is read when it is first needed, and again where it was stopped in reading or had
 * to make room for others. Every message finds it as it was right after that: what one message
 * leaves in global variables no other sees.
 */
public final class ScriptCodec implements SourcedCodec {
  private final ScriptSandbox sandbox;
  private final String typeId;
  private final String source;
  private final boolean isTrial;
  private final Overruns overruns;
  private final AtomicInteger decodes = new AtomicInteger();
  private volatile @Nullable Script script;

  ScriptCodec(
      ScriptSandbox sandbox, String typeId, String source, boolean isTrial, Overruns overruns) {
    this.sandbox = sandbox;
    this.typeId = typeId;
    this.source = source;
    this.isTrial = isTrial;
    this.overruns = overruns;
  }

  /** A script that was read: ready to decode, or useless for good. */
  sealed interface Script {
    record Ready(MemoryImage image) implements Script {}

    record Useless(Fault fault) implements Script {}
  }

  /**
   * Why a script cannot decode.
   *
   * @param isForGood whether it will be the same the next time
   */
  record Objection(Fault fault, boolean isForGood) {}

  public String typeId() {
    return typeId;
  }

  /**
   * Waits for a free thread of the sandbox and for the script, which is not done on a protocol
   * thread.
   *
   * @throws DecodingBusyException when too many others wait
   * @throws DecodingStoppedException when the sandbox is closed, or the calling thread interrupted
   */
  @Override
  public CodecResult decode(Uplink uplink) {
    return sandbox.decode(this, uplink);
  }

  @Override
  public Optional<Fault> check() {
    return sandbox
        .check(this)
        .filter(objection -> objection.isForGood() || isTrial)
        .map(Objection::fault);
  }

  /** Until when it is not run because it ran over its bounds too often. */
  public Optional<SwitchedOff> switchedOff() {
    return overruns.switchedOff(sandbox.now());
  }

  String source() {
    return source;
  }

  Overruns overruns() {
    return overruns;
  }

  /** How often it was run on a message. */
  AtomicInteger decodes() {
    return decodes;
  }

  @Nullable Script script() {
    return script;
  }

  void script(@Nullable Script read) {
    script = read;
  }
}
