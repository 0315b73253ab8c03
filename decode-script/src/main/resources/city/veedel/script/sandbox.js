// Runs once in every engine, before any vendor's script, and leaves two functions behind for this
// platform: __veedel.compile and __veedel.decode. A script sees them, too, but each answers only
// once and in its turn, and the host gives nothing away twice. What they need of JavaScript's own
// objects they take now; a script may redefine what it likes and breaks only itself.
(() => {
  'use strict';

  const host = globalThis.java_invoke;
  for (const name of ['java_invoke', 'plugin', 'Javy', 'quickjs4j_engine']) {
    delete globalThis[name];
  }

  const globalEval = globalThis.eval;
  const { parse, stringify } = JSON;
  const { isArray } = Array;
  const { isFinite } = Number;
  const { create, keys, setPrototypeOf, defineProperty } = Object;
  const bind = Function.prototype.call.bind.bind(Function.prototype.call);
  const indexOf = bind(String.prototype.indexOf);
  const lastIndexOf = bind(String.prototype.lastIndexOf);
  const slice = bind(String.prototype.slice);
  const removeFrom = bind(Array.prototype.splice);
  const timeOf = bind(Date.prototype.getTime);
  const text = String;
  const DateOf = Date;
  const ErrorOf = Error;

  const MAX_TEXTS = 20;
  const MAX_TEXT = 500;
  const MAX_STACK = 2000;
  const MAX_DEPTH = 40;
  const maxLength = parse(host('veedel', 'maxLength', '[]'));

  let decoder;
  let form;
  let turn = 'compile';

  // ---- what scripts find -------------------------------------------------------------------

  const scratch = new DataView(new ArrayBuffer(8));

  function byteAt(bytes, at) {
    const value = bytes[at];
    if (value === undefined) {
      throw new RangeError(`byte ${at} is not there, the payload has ${bytes.length}`);
    }
    return value;
  }

  function unsigned(bytes, offset, length, little) {
    let value = 0;
    for (let i = 0; i < length; i++) {
      value = value * 256 + byteAt(bytes, offset + (little ? length - 1 - i : i));
    }
    return value;
  }

  function signed(bytes, offset, length, little) {
    const value = unsigned(bytes, offset, length, little);
    const half = 2 ** (8 * length - 1);
    return value >= half ? value - 2 * half : value;
  }

  function viewOf(bytes, offset, length) {
    for (let i = 0; i < length; i++) {
      scratch.setUint8(i, byteAt(bytes, offset + i));
    }
    return scratch;
  }

  function hidden(target, name, value) {
    defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false });
  }

  // The reading half of Node's Buffer, for anything that has bytes by index.
  function addReaders(target) {
    for (const [suffix, little] of [['LE', true], ['BE', false]]) {
      for (const bits of [16, 32]) {
        const readUnsigned = function (offset = 0) {
          return unsigned(this, offset, bits / 8, little);
        };
        hidden(target, `readUInt${bits}${suffix}`, readUnsigned);
        hidden(target, `readUint${bits}${suffix}`, readUnsigned);
        hidden(target, `readInt${bits}${suffix}`, function (offset = 0) {
          return signed(this, offset, bits / 8, little);
        });
      }
      const readUnsigned = function (offset, length) {
        return unsigned(this, offset, length, little);
      };
      hidden(target, `readUInt${suffix}`, readUnsigned);
      hidden(target, `readUint${suffix}`, readUnsigned);
      hidden(target, `readInt${suffix}`, function (offset, length) {
        return signed(this, offset, length, little);
      });
      hidden(target, `readFloat${suffix}`, function (offset = 0) {
        return viewOf(this, offset, 4).getFloat32(0, little);
      });
      hidden(target, `readDouble${suffix}`, function (offset = 0) {
        return viewOf(this, offset, 8).getFloat64(0, little);
      });
      const readBigUnsigned = function (offset = 0) {
        return viewOf(this, offset, 8).getBigUint64(0, little);
      };
      hidden(target, `readBigUInt64${suffix}`, readBigUnsigned);
      hidden(target, `readBigUint64${suffix}`, readBigUnsigned);
      hidden(target, `readBigInt64${suffix}`, function (offset = 0) {
        return viewOf(this, offset, 8).getBigInt64(0, little);
      });
    }
    const readByte = function (offset = 0) {
      return byteAt(this, offset);
    };
    hidden(target, 'readUInt8', readByte);
    hidden(target, 'readUint8', readByte);
    hidden(target, 'readInt8', function (offset = 0) {
      return signed(this, offset, 1, false);
    });
  }

  const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

  function toBase64(bytes) {
    let out = '';
    for (let i = 0; i < bytes.length; i += 3) {
      const left = bytes.length - i;
      const word = (bytes[i] << 16) | ((bytes[i + 1] || 0) << 8) | (bytes[i + 2] || 0);
      out += BASE64[word >> 18] + BASE64[(word >> 12) & 63];
      out += left > 1 ? BASE64[(word >> 6) & 63] : '=';
      out += left > 2 ? BASE64[word & 63] : '=';
    }
    return out;
  }

  function fromBase64(encoded) {
    const bytes = [];
    let word = 0;
    let bits = 0;
    for (const c of encoded) {
      const value = BASE64.indexOf(c === '-' ? '+' : c === '_' ? '/' : c);
      if (value >= 0) {
        word = ((word << 6) | value) & 0xffff;
        bits += 6;
        if (bits >= 8) {
          bits -= 8;
          bytes.push((word >> bits) & 255);
        }
      }
    }
    return bytes;
  }

  function utf8(string) {
    const bytes = [];
    for (const c of string) {
      const code = c.codePointAt(0);
      if (code < 0x80) {
        bytes.push(code);
      } else if (code < 0x800) {
        bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
      } else if (code < 0x10000) {
        bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
      } else {
        bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63));
        bytes.push(0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
      }
    }
    return bytes;
  }

  function fromUtf8(bytes) {
    let out = '';
    for (let i = 0; i < bytes.length; i++) {
      const first = bytes[i];
      const more = first < 0x80 ? 0 : first < 0xc2 ? -1 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
      let code = more <= 0 ? first : first & (0x3f >> more);
      let read = 0;
      while (read < more && (bytes[i + read + 1] & 0xc0) === 0x80) {
        read++;
        code = (code << 6) | (bytes[i + read] & 63);
      }
      const whole = more >= 0 && read === more && code < 0x110000;
      out += String.fromCodePoint(whole ? code : 0xfffd);
      i += read;
    }
    return out;
  }

  function latin1(bytes, mask) {
    let out = '';
    for (let i = 0; i < bytes.length; i++) {
      out += String.fromCharCode(bytes[i] & mask);
    }
    return out;
  }

  function bytesOf(string, encoding = 'utf8') {
    switch (String(encoding).toLowerCase()) {
      case 'hex':
        return (string.match(/^(?:[0-9a-f]{2})*/i)[0].match(/../g) || []).map((h) =>
          parseInt(h, 16));
      case 'base64':
      case 'base64url':
        return fromBase64(string);
      case 'ascii':
      case 'latin1':
      case 'binary':
        return Array.from(string, (c) => c.charCodeAt(0) & 255);
      case 'utf8':
      case 'utf-8':
        return utf8(string);
      case 'ucs2':
      case 'ucs-2':
      case 'utf16le':
      case 'utf-16le':
        return string.split('').flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8]);
      default:
        throw new TypeError(`Unknown encoding: ${encoding}`);
    }
  }

  function textOf(bytes, encoding = 'utf8') {
    switch (String(encoding).toLowerCase()) {
      case 'hex':
        return Array.from(bytes, (b) => (b < 16 ? '0' : '') + b.toString(16)).join('');
      case 'base64':
        return toBase64(bytes);
      case 'base64url':
        return toBase64(bytes).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
      case 'ascii':
        return latin1(bytes, 127);
      case 'latin1':
      case 'binary':
        return latin1(bytes, 255);
      case 'utf8':
      case 'utf-8':
        return fromUtf8(bytes);
      case 'ucs2':
      case 'ucs-2':
      case 'utf16le':
      case 'utf-16le': {
        let out = '';
        for (let i = 0; i + 1 < bytes.length; i += 2) {
          out += String.fromCharCode(bytes[i] | (bytes[i + 1] << 8));
        }
        return out;
      }
      default:
        throw new TypeError(`Unknown encoding: ${encoding}`);
    }
  }

  class Buffer extends Uint8Array {
    constructor(value, encodingOrOffset, length) {
      if (typeof value === 'string') {
        super(bytesOf(value, encodingOrOffset));
      } else if (value instanceof ArrayBuffer) {
        super(value, encodingOrOffset, length);
      } else {
        super(value);
      }
    }

    static from(value, encodingOrOffset, length) {
      if (value !== null && typeof value === 'object' && value.type === 'Buffer') {
        return new Buffer(value.data);
      }
      return new Buffer(value, encodingOrOffset, length);
    }

    static alloc(size, fill = 0) {
      return new Buffer(size).fill(fill);
    }

    static allocUnsafe(size) {
      return new Buffer(size);
    }

    static isBuffer(value) {
      return value instanceof Buffer;
    }

    static byteLength(value, encoding) {
      return typeof value === 'string' ? bytesOf(value, encoding).length : value.byteLength;
    }

    static concat(parts) {
      return new Buffer(parts.flatMap((part) => Array.from(part)));
    }

    slice(start, end) {
      return this.subarray(start, end);
    }

    toString(encoding, start = 0, end = this.length) {
      return textOf(this.subarray(start, end), encoding);
    }

    toJSON() {
      return { type: 'Buffer', data: Array.from(this) };
    }

    equals(other) {
      return this.length === other.length && this.every((byte, i) => byte === other[i]);
    }

    copy(target, targetStart = 0, start = 0, end = this.length) {
      const part = this.subarray(start, end);
      target.set(part, targetStart);
      return part.length;
    }

    write(string, offset = 0, length = this.length - offset, encoding = 'utf8') {
      const bytes = bytesOf(string, encoding).slice(0, length);
      this.set(bytes, offset);
      return bytes.length;
    }
  }
  addReaders(Buffer.prototype);
  for (const [name, size] of [
    ['Uint8', 1], ['Int8', 1], ['Uint16', 2], ['Int16', 2], ['Uint32', 4], ['Int32', 4],
    ['Float32', 4], ['Float64', 8],
  ]) {
    const named = name.replace('Float32', 'Float').replace('Float64', 'Double');
    for (const [suffix, little] of size === 1 ? [['', true]] : [['LE', true], ['BE', false]]) {
      const write = function (value, offset = 0) {
        new DataView(this.buffer, this.byteOffset, this.length)[`set${name}`](
          offset, value, little);
        return offset + size;
      };
      hidden(Buffer.prototype, `write${named}${suffix}`, write);
      hidden(Buffer.prototype, `write${named.replace('Uint', 'UInt')}${suffix}`, write);
    }
  }

  // `bytes` is an array as everywhere else, which in addition can be read as a Buffer.
  const bytesPrototype = create(Array.prototype);
  addReaders(bytesPrototype);
  const joined = Array.prototype.toString;
  hidden(bytesPrototype, 'toString', function (encoding) {
    return encoding === undefined ? joined.call(this) : textOf(this, encoding);
  });

  const modules = {
    buffer: { Buffer },
    'node:buffer': { Buffer },
  };
  const ignore = () => {};
  const surroundings = {
    Buffer,
    console: {
      log: ignore, info: ignore, warn: ignore, error: ignore, debug: ignore, trace: ignore,
      dir: ignore, table: ignore, assert: ignore, time: ignore, timeEnd: ignore,
    },
    atob: (encoded) => latin1(fromBase64(String(encoded)), 255),
    btoa: (string) => toBase64(bytesOf(String(string), 'latin1')),
    require: (name) => {
      if (Object.hasOwn(modules, name)) {
        return modules[name];
      }
      throw new Error(`Cannot find module '${name}': a decoder has no modules but buffer`);
    },
    module: { exports: {} },
  };
  surroundings.exports = surroundings.module.exports;
  for (const name of Object.keys(surroundings)) {
    hidden(globalThis, name, surroundings[name]);
  }

  // ---- what the platform calls -------------------------------------------------------------

  function answer(document) {
    host('veedel', 'answer', '[' + document + ']');
  }

  function refuse(kind, detail, more) {
    answer(stringify({ __proto__: null, kind, detail: slice(detail, 0, MAX_TEXT), ...more }));
  }

  function thrown(kind, error) {
    let detail = 'something that cannot be shown';
    let stack = '';
    try {
      if (error instanceof ErrorOf) {
        stack = text(error.stack);
        detail = text(error);
      } else {
        detail = typeof error === 'object' ? text(stringify(error)) : text(error);
      }
    } catch {
      // An error that throws when it is looked at.
    }
    refuse(kind, detail, { stack: slice(stack, 0, MAX_STACK) });
  }

  function texts(value) {
    if (value === undefined || value === null) {
      return [];
    }
    const all = isArray(value) ? value : [value];
    const out = [];
    for (let i = 0; i < all.length && out.length < MAX_TEXTS; i++) {
      const each = all[i];
      // Scripts in the wild say so that there is no error.
      if (each !== undefined && each !== null && each !== false && each !== '') {
        const shown = typeof each === 'object' ? each.message ?? stringify(each) : each;
        out[out.length] = slice(text(shown), 0, MAX_TEXT);
      }
    }
    return out;
  }

  // Finds what JSON cannot say, and where. Calls nothing of the value's own.
  function unsayable(value, pointer, above) {
    switch (typeof value) {
      case 'bigint':
        return { pointer, what: 'is a BigInt, which no message can hold; use Number(…)' };
      case 'number':
        return isFinite(value) ? undefined : { pointer, what: `is ${value}, which is no number` };
      case 'object':
        break;
      default:
        return undefined;
    }
    if (value === null) {
      return undefined;
    }
    for (let outer = above; outer !== null; outer = outer.above) {
      if (outer.value === value) {
        return { pointer, what: 'holds itself' };
      }
    }
    const depth = above === null ? 0 : above.depth + 1;
    if (depth > MAX_DEPTH) {
      return { pointer: '', what: `is nested deeper than 32` };
    }
    if (value instanceof DateOf && !isFinite(timeOf(value))) {
      return { pointer, what: 'is an invalid Date' };
    }
    const names = keys(value);
    for (let i = 0; i < names.length; i++) {
      const escaped = names[i].replaceAll('~', '~0').replaceAll('/', '~1');
      const found = unsayable(value[names[i]], `${pointer}/${escaped}`, { value, depth, above });
      if (found !== undefined) {
        return found;
      }
    }
    return undefined;
  }

  // A pointer that is too long becomes that of something around the value.
  function refuseValue({ what, pointer }) {
    const isWithin = pointer.length > MAX_TEXT;
    refuse('value', what, {
      pointer: isWithin ? slice(pointer, 0, lastIndexOf(pointer, '/', MAX_TEXT)) : pointer,
      isWithin,
    });
  }

  function respond(result) {
    if (result === null || typeof result !== 'object') {
      refuse('result', `${form} returned ${result === null ? 'null' : typeof result}`);
      return;
    }
    const isUplink = form === 'decodeUplink';
    const errors = isUplink ? texts(result.errors) : [];
    if (errors.length > 0) {
      answer(stringify({ __proto__: null, kind: 'errors', errors }));
      return;
    }
    const data = isUplink ? result.data : result;
    if (data === null || typeof data !== 'object') {
      refuse('result',
        `${form} returned data that is ${data === null ? 'null' : typeof data}`);
      return;
    }
    const warnings = isUplink ? texts(result.warnings) : [];
    let json;
    try {
      json = stringify(data);
    } catch (error) {
      const found = unsayable(data, '', null);
      if (found === undefined) {
        throw error;
      }
      refuseValue(found);
      return;
    }
    if (typeof json !== 'string') {
      refuse('result', `${form} returned data that turns into ${typeof json}`);
    } else if (json.length > maxLength) {
      refuse('value', `is ${json.length} characters long, at most ${maxLength} are taken`,
        { pointer: '' });
    } else {
      const found = indexOf(json, 'null') < 0 ? undefined : unsayable(data, '', null);
      if (found !== undefined) {
        refuseValue(found);
      } else {
        answer('{"kind":"data","data":' + json
          + (warnings.length === 0 ? '}' : ',"warnings":' + stringify(warnings) + '}'));
      }
    }
  }

  const FORMS = ['decodeUplink', 'Decoder', 'Decode'];

  // Behind the script, so that what it declares by const, let or class, or in strict mode, is seen.
  const LOOK = '\n;[' + FORMS.map((f) => `typeof ${f} === 'function' ? ${f} : 0`) + ']';

  function exported(name) {
    const exports = globalThis.module?.exports ?? {};
    return [exports[name], exports.default?.[name], globalThis.exports?.[name]].find(
      (candidate) => typeof candidate === 'function');
  }

  // A script that calls what is the platform's meets this, while it is read and while it decodes.
  function begin(what) {
    if (turn !== what) {
      throw new TypeError(`${what} is not for scripts`);
    }
    turn = 'nobody';
  }

  function compile() {
    try {
      begin('compile');
      const declared = globalEval(parse(host('veedel', 'source', '[]')) + LOOK);
      for (let i = 0; i < FORMS.length && decoder === undefined; i++) {
        form = FORMS[i];
        decoder = declared[i] || exported(form);
      }
      if (decoder === undefined) {
        refuse('nothing', '');
      } else {
        turn = 'decode';
        answer(stringify({ __proto__: null, kind: 'compiled', form }));
      }
    } catch (error) {
      thrown('source', error);
    }
  }

  function decode() {
    try {
      begin('decode');
      // [port, time of receipt in milliseconds, bytes…]
      const bytes = parse(host('veedel', 'uplink', '[]'));
      const head = removeFrom(bytes, 0, 2);
      const fPort = head[0] < 0 ? undefined : head[0];
      setPrototypeOf(bytes, bytesPrototype);
      switch (form) {
        case 'decodeUplink':
          respond(decoder({ bytes, fPort, recvTime: new DateOf(head[1]), variables: {} }));
          break;
        case 'Decoder':
          respond(decoder(bytes, fPort));
          break;
        default:
          respond(decoder(fPort, bytes, {}));
      }
    } catch (error) {
      thrown('thrown', error);
    }
  }

  defineProperty(globalThis, '__veedel', { value: { __proto__: null, compile, decode } });
})();
