package city.veedel.script;

import static city.veedel.script.MemoryImage.CHUNK;
import static city.veedel.script.MemoryImage.CHUNK_SHIFT;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.ConstantEvaluators;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.runtime.WasmRuntimeException;
import run.endive.wasm.types.ActiveDataSegment;
import run.endive.wasm.types.DataSegment;
import run.endive.wasm.types.MemoryLimits;

/**
 * The linear memory of one engine: bounded, and able to become any {@link MemoryImage} again by
 * copying only what differs. Every write marks its chunk; a write that reaches into the next chunk
 * marks only the first, and {@link #restore} copies {@link #OVERHANG} bytes more for it.
 *
 * <p>Of one thread at a time.
 */
final class EngineMemory implements Memory {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** The longest write is of 8 bytes. */
  private static final int OVERHANG = 7;

  private final MemoryLimits limits;
  private final int maximumPages;
  private byte[] bytes;
  private boolean[] written;
  private DataSegment[] segments = new DataSegment[0];
  private @Nullable MemoryImage image;
  private boolean exhausted;

  EngineMemory(MemoryLimits limits, int maximumBytes) {
    this.limits = limits;
    this.maximumPages = Math.min(limits.maximumPages(), maximumBytes / PAGE_SIZE);
    if (limits.initialPages() > maximumPages) {
      throw new IllegalArgumentException(
          "an engine needs at least " + limits.initialPages() * PAGE_SIZE + " bytes");
    }
    this.bytes = new byte[limits.initialPages() * PAGE_SIZE];
    this.written = new boolean[bytes.length >> CHUNK_SHIFT];
  }

  /** Whether more was asked for than there may be, since the last {@link #restore}. */
  boolean isExhausted() {
    return exhausted;
  }

  MemoryImage capture(@Nullable MemoryImage like) {
    MemoryImage captured = MemoryImage.of(bytes, bytes.length, like);
    Arrays.fill(written, false);
    image = captured;
    return captured;
  }

  void restore(MemoryImage wanted) {
    exhausted = false;
    if (bytes.length != wanted.length()) {
      bytes = new byte[wanted.length()];
      written = new boolean[wanted.chunks()];
      image = null;
      for (int i = 0; i < wanted.chunks(); i++) {
        copy(wanted.chunk(i), i, CHUNK);
      }
    } else {
      restoreWhatDiffers(wanted);
    }
    image = wanted;
  }

  @SuppressWarnings("ReferenceEquality") // A shared chunk is the same chunk.
  private void restoreWhatDiffers(MemoryImage wanted) {
    MemoryImage present = image;
    for (int i = 0; i < written.length; i++) {
      byte[] chunk = wanted.chunk(i);
      if (written[i]) {
        written[i] = false;
        copy(chunk, i, CHUNK);
        if (i + 1 < written.length) {
          copy(wanted.chunk(i + 1), i + 1, OVERHANG);
        }
      } else if (present == null || present.chunk(i) != chunk) {
        copy(chunk, i, CHUNK);
      }
    }
  }

  private void copy(byte @Nullable [] chunk, int index, int length) {
    int to = index << CHUNK_SHIFT;
    if (chunk == null) {
      Arrays.fill(bytes, to, to + length, (byte) 0);
    } else {
      System.arraycopy(chunk, 0, bytes, to, length);
    }
  }

  @Override
  public int pages() {
    return bytes.length / PAGE_SIZE;
  }

  @Override
  public int grow(int size) {
    int before = pages();
    if (size < 0 || size > maximumPages - before) {
      exhausted = true;
      return -1;
    }
    bytes = Arrays.copyOf(bytes, (before + size) * PAGE_SIZE);
    written = Arrays.copyOf(written, bytes.length >> CHUNK_SHIFT);
    return before;
  }

  @Override
  public int initialPages() {
    return limits.initialPages();
  }

  @Override
  public int maximumPages() {
    return maximumPages;
  }

  @Override
  public boolean shared() {
    return false;
  }

  @Override
  public void initialize(Instance instance, DataSegment[] dataSegments) {
    segments = dataSegments.clone();
    for (DataSegment segment : segments) {
      if (segment instanceof ActiveDataSegment active) {
        int offset =
            (int) ConstantEvaluators.computeConstantValue(instance, active.offsetInstructions())[0];
        write(offset, active.data());
      }
    }
  }

  @Override
  public void initPassiveSegment(int segmentId, int dest, int offset, int size) {
    write(dest, segments[segmentId].data(), offset, size);
  }

  @Override
  public void drop(int segment) {
    // Kept: an engine that takes on an earlier image may need it again.
  }

  @Override
  public void write(int addr, byte[] data, int offset, int size) {
    try {
      System.arraycopy(data, offset, bytes, addr, size);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(addr, size, e);
    }
    mark(addr, size);
  }

  @Override
  public void copy(int dest, int src, int size) {
    write(dest, bytes, src, size);
  }

  @Override
  public void fill(byte value, int fromIndex, int toIndex) {
    try {
      Arrays.fill(bytes, fromIndex, toIndex, value);
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw outOfBounds(fromIndex, toIndex - fromIndex, e);
    }
    mark(fromIndex, toIndex - fromIndex);
  }

  @Override
  public void zero() {
    fill((byte) 0, 0, bytes.length);
  }

  @Override
  public byte read(int addr) {
    try {
      return bytes[addr];
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(addr, 1, e);
    }
  }

  @Override
  public byte[] readBytes(int addr, int len) {
    try {
      return Arrays.copyOfRange(bytes, addr, Math.addExact(addr, len));
    } catch (IndexOutOfBoundsException | IllegalArgumentException | ArithmeticException e) {
      throw outOfBounds(addr, len, e);
    }
  }

  @Override
  public void writeI32(int addr, int data) {
    try {
      INT.set(bytes, addr, data);
      written[addr >> CHUNK_SHIFT] = true;
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(addr, Integer.BYTES, e);
    }
  }

  @Override
  public int readInt(int addr) {
    try {
      return (int) INT.get(bytes, addr);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(addr, Integer.BYTES, e);
    }
  }

  @Override
  public void writeLong(int addr, long data) {
    try {
      LONG.set(bytes, addr, data);
      written[addr >> CHUNK_SHIFT] = true;
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(addr, Long.BYTES, e);
    }
  }

  @Override
  public long readLong(int addr) {
    try {
      return (long) LONG.get(bytes, addr);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(addr, Long.BYTES, e);
    }
  }

  @Override
  public void writeShort(int addr, short data) {
    try {
      SHORT.set(bytes, addr, data);
      written[addr >> CHUNK_SHIFT] = true;
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(addr, Short.BYTES, e);
    }
  }

  @Override
  public short readShort(int addr) {
    try {
      return (short) SHORT.get(bytes, addr);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(addr, Short.BYTES, e);
    }
  }

  @Override
  public long readU16(int addr) {
    return Short.toUnsignedLong(readShort(addr));
  }

  @Override
  public void writeByte(int addr, byte data) {
    try {
      bytes[addr] = data;
      written[addr >> CHUNK_SHIFT] = true;
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(addr, 1, e);
    }
  }

  @Override
  public void writeF32(int addr, float data) {
    writeI32(addr, Float.floatToRawIntBits(data));
  }

  @Override
  public long readF32(int addr) {
    return readInt(addr);
  }

  @Override
  public float readFloat(int addr) {
    return Float.intBitsToFloat(readInt(addr));
  }

  @Override
  public void writeF64(int addr, double data) {
    writeLong(addr, Double.doubleToRawLongBits(data));
  }

  @Override
  public double readDouble(int addr) {
    return Double.longBitsToDouble(readLong(addr));
  }

  @Override
  public long readF64(int addr) {
    return readLong(addr);
  }

  @Override
  @SuppressWarnings("removal")
  public Object lock(int address) {
    return this;
  }

  @Override
  @SuppressWarnings("removal")
  public int waitOn(int address, int expected, long timeout) {
    throw new WasmRuntimeException("this memory is not shared");
  }

  @Override
  @SuppressWarnings("removal")
  public int waitOn(int address, long expected, long timeout) {
    throw new WasmRuntimeException("this memory is not shared");
  }

  @Override
  @SuppressWarnings("removal")
  public int notify(int address, int maxThreads) {
    return 0;
  }

  private void mark(int addr, int size) {
    if (size > 0) {
      Arrays.fill(written, addr >> CHUNK_SHIFT, (addr + size - 1 >> CHUNK_SHIFT) + 1, true);
    }
  }

  private WasmRuntimeException outOfBounds(int addr, int size, RuntimeException cause) {
    return new WasmRuntimeException(
        "out of bounds memory access: address "
            + Integer.toUnsignedString(addr)
            + ", size "
            + size
            + ", memory "
            + bytes.length,
        cause);
  }
}
