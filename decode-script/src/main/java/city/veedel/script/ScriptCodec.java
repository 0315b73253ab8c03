package city.veedel.script;

import city.veedel.decode.Fault;
import city.veedel.decode.codec.CodecResult;
import city.veedel.decode.codec.SourcedCodec;
import city.veedel.decode.codec.Uplink;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The decoder a vendor wrote in JavaScript, in the first of these forms that the script defines:
 * {@code decodeUplink({bytes, fPort, recvTime, variables})} of The Things Stack v3 and ChirpStack
 * v4, which returns {@code {data, warnings, errors}}; the older {@code Decoder(bytes, port)} and
 * {@code Decode(fPort, bytes, variables)}, which return the data itself.
 *
 * <p>The script is read once, when it is first needed. Every message finds it as it was right after
 * that: what one message leaves in global variables no other sees.
 */
public final class ScriptCodec implements SourcedCodec {
  private final ScriptSandbox sandbox;
  private final String typeId;
  private final String source;
  private final Overruns overruns;
  private volatile @Nullable Script script;

  ScriptCodec(ScriptSandbox sandbox, String typeId, String source, Overruns overruns) {
    this.sandbox = sandbox;
    this.typeId = typeId;
    this.source = source;
    this.overruns = overruns;
  }

  /** A script that was read: ready to decode, or useless for good. */
  sealed interface Script {
    record Ready(MemoryImage image) implements Script {}

    record Useless(Fault fault) implements Script {}
  }

  public String typeId() {
    return typeId;
  }

  /**
   * Waits for a free thread of the sandbox and for the script, which is not done on a protocol
   * thread.
   *
   * @throws IllegalStateException when the sandbox is closed
   */
  @Override
  public CodecResult decode(Uplink uplink) {
    return sandbox.decode(this, uplink);
  }

  /**
   * Decodes later, and waits for nothing.
   *
   * @return empty when the sandbox is busy: as much waits as may. Fails with an {@link
   *     IllegalStateException} only when the sandbox is closed before its turn comes
   */
  public Optional<CompletionStage<CodecResult>> offer(Uplink uplink) {
    return sandbox.offer(this, uplink);
  }

  @Override
  public Optional<Fault> check() {
    return sandbox.check(this);
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

  @Nullable Script script() {
    return script;
  }

  void script(Script read) {
    script = read;
  }
}
