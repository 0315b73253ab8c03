package city.veedel.dashboard;

import city.veedel.decode.Fault;
import city.veedel.decode.codec.CodecResult;
import city.veedel.decode.codec.SourcedCodec;
import city.veedel.decode.codec.Uplink;
import city.veedel.model.RefusalReason;
import java.util.List;
import java.util.Optional;

/** Stands for a script where there is no sandbox: wrong if it says so. */
record UnreadScript(String source) implements SourcedCodec {
  @Override
  public Optional<Fault> check() {
    return source.startsWith("wrong") ? Optional.of(fault(source)) : Optional.empty();
  }

  @Override
  public CodecResult decode(Uplink uplink) {
    return new CodecResult.Undecodable(List.of(fault("scripts do not run here")));
  }

  private static Fault fault(String detail) {
    return new Fault(RefusalReason.FORMAT_UNSUPPORTED, detail, "", 1, 7);
  }
}
