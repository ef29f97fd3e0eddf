// @ts-check
/**
 * A module-definition file that lists all that a 64-bit Windows DLL exports: `lib /def:` makes its import library, which
 * node-llama-cpp's packages lack. What does not lie in an executable section is marked DATA, as link.exe wants it.
 * Format: https://learn.microsoft.com/windows/win32/debug/pe-format
 * @param {Buffer} dll
 * @param {string} name the DLL's file name
 * @throws if the file is no 64-bit DLL
 */
export function definitionFile(dll, name) {
  const header = dll.readUInt32LE(0x3c);
  const optional = header + 24;
  if (dll.toString('latin1', header, header + 4) !== 'PE\0\0' || dll.readUInt16LE(optional) !== 0x20b) {
    throw new Error(`${name} is not a 64-bit DLL.`);
  }
  const firstSection = optional + dll.readUInt16LE(header + 20);
  const sections = Array.from({ length: dll.readUInt16LE(header + 6) }, (_, i) => {
    const at = firstSection + 40 * i;
    const address = dll.readUInt32LE(at + 12);
    return {
      address,
      end: address + Math.max(dll.readUInt32LE(at + 8), dll.readUInt32LE(at + 16)),
      offset: dll.readUInt32LE(at + 20),
      executable: (dll.readUInt32LE(at + 36) & 0x20000000) !== 0,
    };
  });
  /** @param {number} address relative to the loaded DLL */
  const sectionOf = (address) => {
    const section = sections.find((one) => address >= one.address && address < one.end);
    if (!section) throw new Error(`${name} names the address ${address}, which is in none of its sections.`);
    return section;
  };
  /** @param {number} address */
  const offsetOf = (address) => address - sectionOf(address).address + sectionOf(address).offset;

  const table = offsetOf(dll.readUInt32LE(optional + 112));
  const [functions, names, ordinals] = [28, 32, 36].map((field) => offsetOf(dll.readUInt32LE(table + field)));
  const lines = Array.from({ length: dll.readUInt32LE(table + 24) }, (_, i) => {
    const start = offsetOf(dll.readUInt32LE(names + 4 * i));
    const symbol = dll.toString('latin1', start, dll.indexOf(0, start));
    const address = dll.readUInt32LE(functions + 4 * dll.readUInt16LE(ordinals + 2 * i));
    return `  ${symbol}${sectionOf(address).executable ? '' : ' DATA'}\n`;
  });
  return `LIBRARY "${name}"\nEXPORTS\n${lines.join('')}`;
}
