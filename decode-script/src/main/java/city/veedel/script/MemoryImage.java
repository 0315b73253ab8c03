package city.veedel.script;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The whole linear memory of an engine at one moment, in chunks, immutable. Chunks that are all
 * zero are null; chunks that equal those of an earlier image are shared with it, so that the image
 * of one script costs little more than what the script itself brought.
 */
final class MemoryImage {
  static final int CHUNK_SHIFT = 12;
  static final int CHUNK = 1 << CHUNK_SHIFT;

  private final byte[] @Nullable [] chunks;
  private final int ownChunks;

  private MemoryImage(byte[] @Nullable [] chunks, int ownChunks) {
    this.chunks = chunks;
    this.ownChunks = ownChunks;
  }

  /**
   * @param length a multiple of {@link #CHUNK}
   * @param like an earlier image of the same program, or null
   */
  static MemoryImage of(byte[] memory, int length, @Nullable MemoryImage like) {
    byte[] @Nullable [] chunks = new byte[length >> CHUNK_SHIFT] @Nullable [];
    int own = 0;
    for (int i = 0; i < chunks.length; i++) {
      int from = i << CHUNK_SHIFT;
      byte @Nullable [] earlier = like == null ? null : like.chunk(i);
      if (earlier != null && isAt(memory, from, earlier)) {
        chunks[i] = earlier;
      } else if (!isZero(memory, from)) {
        byte[] chunk = new byte[CHUNK];
        System.arraycopy(memory, from, chunk, 0, CHUNK);
        chunks[i] = chunk;
        own++;
      }
    }
    return new MemoryImage(chunks, own);
  }

  /** Null where the memory is zero, and beyond its end. */
  byte @Nullable [] chunk(int index) {
    return index < chunks.length ? chunks[index] : null;
  }

  int chunks() {
    return chunks.length;
  }

  int length() {
    return chunks.length << CHUNK_SHIFT;
  }

  /** What this image holds and no earlier one, with its table of chunks. */
  int ownBytes() {
    return (ownChunks << CHUNK_SHIFT) + chunks.length * Long.BYTES;
  }

  private static boolean isAt(byte[] memory, int from, byte[] chunk) {
    return Arrays.equals(memory, from, from + CHUNK, chunk, 0, CHUNK);
  }

  private static boolean isZero(byte[] memory, int from) {
    for (int i = from; i < from + CHUNK; i++) {
      if (memory[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
