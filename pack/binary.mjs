// @ts-check
import { closeSync, openSync, readSync } from 'node:fs';

/**
 * For which platform a program or library is, by its header: `win32-x64`; undefined for what is none of the known kinds.
 * Formats: the ELF specification; Mach-O's loader.h; https://learn.microsoft.com/windows/win32/debug/pe-format
 * @param {Buffer} header its first 1024 bytes
 */
export function platformOf(header) {
  if (header.length < 64) return undefined;
  if (header.readUInt32BE(0) === 0x7f454c46) return named('linux', ELF[header.readUInt16LE(18)]);
  if (header.readUInt32LE(0) === 0xfeedfacf) return named('darwin', MACH_O[header.readUInt32LE(4)]);
  const at = header.readUInt32LE(0x3c);
  if (header.toString('latin1', 0, 2) !== 'MZ' || at + 6 > header.length) return undefined;
  if (header.toString('latin1', at, at + 4) !== 'PE\0\0') return undefined;
  return named('win32', PE[header.readUInt16LE(at + 4)]);
}

/**
 * The beginning of a file.
 * @param {string} file
 */
export function headerOf(file) {
  const header = Buffer.alloc(1024);
  const handle = openSync(file, 'r');
  try {
    return header.subarray(0, readSync(handle, header));
  } finally {
    closeSync(handle);
  }
}

/** @type {Record<number, string>} */
const ELF = { 62: 'x64', 183: 'arm64' };
/** @type {Record<number, string>} */
const MACH_O = { 16777223: 'x64', 16777228: 'arm64' };
/** @type {Record<number, string>} */
const PE = { 34404: 'x64', 43620: 'arm64' };

/**
 * @param {string} platform
 * @param {string | undefined} arch
 */
function named(platform, arch) {
  return `${platform}-${arch ?? 'other'}`;
}
