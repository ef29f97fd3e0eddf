import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

/** A file in a VSIX, which is a ZIP archive (APPNOTE.TXT of PKWARE, sections 4.3.7 and 4.3.12). */
export interface Entry {
  /** Its path in the extension. */
  name: string;
  /** bytes, unpacked */
  size: number;
  /** Whether it may be run, on systems that have such a permission. */
  executable: boolean;
  read(): Buffer;
}

/** The files of the extension in a VSIX. */
export function entriesOf(file: string): Entry[] {
  const zip = readFileSync(file);
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const entries: Entry[] = [];
  for (let at = zip.readUInt32LE(end + 16), left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const method = zip.readUInt16LE(at + 10);
    const [packed, size] = [zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 24)];
    const [name, extra, comment] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field)) as [
      number,
      number,
      number,
    ];
    const mode = zip.readUInt32LE(at + 38) >>> 16;
    const local = zip.readUInt32LE(at + 42);
    const path = zip.toString('utf8', at + 46, at + 46 + name);
    const read = (): Buffer => {
      const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
      const data = zip.subarray(start, start + packed);
      return method === 0 ? data : inflateRawSync(data);
    };
    if (path.startsWith('extension/')) {
      entries.push({ name: path.slice('extension/'.length), size, executable: (mode & 0o111) !== 0, read });
    }
    at += 46 + name + extra + comment;
  }
  return entries;
}
