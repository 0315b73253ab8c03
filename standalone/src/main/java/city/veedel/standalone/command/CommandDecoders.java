package city.veedel.standalone.command;

import city.veedel.decode.select.TypeDecoders;
import city.veedel.script.ScriptSandbox;
import city.veedel.script.ScriptSandboxConfig;
import java.time.InstantSource;

/** The decoders of the product for the length of one command. */
final class CommandDecoders implements AutoCloseable {
  private final ScriptSandbox sandbox =
      new ScriptSandbox(ScriptSandboxConfig.defaults(), InstantSource.system(), _ -> {});
  private final TypeDecoders decoders = new TypeDecoders(sandbox::trial);

  TypeDecoders decoders() {
    return decoders;
  }

  @Override
  public void close() {
    sandbox.close();
  }
}
