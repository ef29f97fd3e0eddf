import * as l10n from '@vscode/l10n';
/** What a key of a GGUF file's metadata may hold, as far as it is kept. */
export type GgufValue = number | boolean | string | readonly (number | boolean)[];

const MAX_ENTRIES = 100_000;
const MAX_KEPT_STRING = 1000;
const MAX_KEPT_ARRAY = 1000;

/** Reads little-endian values one after the other; a RangeError where there are no more. */
export class GgufCursor {
  offset = 0;
  private readonly view: DataView;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Steps over `length` bytes, and says where they begin. */
  skip(length: number): number {
    const start = this.offset;
    if (length > this.bytes.length - start) throw new RangeError('The bytes end here.');
    this.offset += length;
    return start;
  }

  uint32(): number {
    return this.view.getUint32(this.skip(4), true);
  }

  /** Not by way of a bigint: a vocabulary has 300 000 lengths. */
  uint64(): number {
    const start = this.skip(8);
    const value = this.view.getUint32(start, true) + this.view.getUint32(start + 4, true) * 2 ** 32;
    if (!Number.isSafeInteger(value)) throw new Error(l10n.t('it has an impossible number in it'));
    return value;
  }

  /** @param what GGUF's own term for them */
  count(what: 'tensors' | 'keys'): number {
    const count = this.uint64();
    if (count > MAX_ENTRIES) throw new Error(l10n.t('it says that it has {0} {1}', count, what));
    return count;
  }

  ascii(length: number): string {
    const start = this.skip(length);
    return String.fromCharCode(...this.bytes.subarray(start, start + length));
  }

  string(): string {
    const length = this.uint64();
    const start = this.skip(length);
    if (length > MAX_KEPT_STRING) return '';
    return new TextDecoder().decode(this.bytes.subarray(start, start + length));
  }

  /** A value of a gguf_type; undefined for what is too long to be kept. */
  value(type: number): GgufValue | undefined {
    if (type === STRING) return this.string();
    if (type === ARRAY) return this.array();
    const [length, read] = SCALARS[type] ?? [];
    if (!length || !read) throw new Error(l10n.t('it has a value of the unknown type {0}', type));
    return read(this.view, this.skip(length));
  }

  private array(): GgufValue | undefined {
    const type = this.uint32();
    const count = this.uint64();
    if (type === STRING) {
      for (let i = 0; i < count; i++) this.skip(this.uint64());
      return undefined;
    }
    const [length, read] = SCALARS[type] ?? [];
    if (!length || !read) throw new Error(l10n.t('it has a list of the unknown type {0}', type));
    const start = this.skip(count * length);
    if (count > MAX_KEPT_ARRAY) return undefined;
    return Array.from({ length: count }, (_, i) => read(this.view, start + i * length));
  }
}

/** gguf_type -> bytes, and how they are read. */
const SCALARS: Record<number, [number, (view: DataView, offset: number) => number | boolean]> = {
  0: [1, (view, offset) => view.getUint8(offset)],
  1: [1, (view, offset) => view.getInt8(offset)],
  2: [2, (view, offset) => view.getUint16(offset, true)],
  3: [2, (view, offset) => view.getInt16(offset, true)],
  4: [4, (view, offset) => view.getUint32(offset, true)],
  5: [4, (view, offset) => view.getInt32(offset, true)],
  6: [4, (view, offset) => view.getFloat32(offset, true)],
  7: [1, (view, offset) => view.getUint8(offset) !== 0],
  10: [8, (view, offset) => Number(view.getBigUint64(offset, true))],
  11: [8, (view, offset) => Number(view.getBigInt64(offset, true))],
  12: [8, (view, offset) => view.getFloat64(offset, true)],
};
const STRING = 8;
const ARRAY = 9;
