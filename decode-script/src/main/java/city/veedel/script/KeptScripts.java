package city.veedel.script;

import city.veedel.script.ScriptCodec.Script;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The scripts that were read and are ready, as many as fit into the bytes for all of them. The one
 * that was not used for longest is forgotten first, and read again when it is next needed.
 */
final class KeptScripts {
  private final long mostBytes;

  /** Bytes by codec, the longest unused first. */
  private final Map<ScriptCodec, Integer> kept = new LinkedHashMap<>(16, 0.75f, true);

  private long bytes;

  KeptScripts(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  synchronized void keep(ScriptCodec codec, Script.Ready script) {
    int more = script.image().ownBytes();
    Integer before = kept.put(codec, more);
    bytes += more - (before == null ? 0 : before);
    codec.script(script);
    Iterator<Map.Entry<ScriptCodec, Integer>> longestUnused = kept.entrySet().iterator();
    while (bytes > mostBytes) {
      Map.Entry<ScriptCodec, Integer> forgotten = longestUnused.next();
      forgotten.getKey().script(null);
      bytes -= forgotten.getValue();
      longestUnused.remove();
    }
  }

  synchronized void used(ScriptCodec codec) {
    Integer _ = kept.get(codec);
  }

  synchronized long bytes() {
    return bytes;
  }
}
