import { type FileHandle, readFile, rm, stat } from 'node:fs/promises';
import * as z from 'zod';
import { writeAtomic } from '../../write-atomic.ts';

const Offset = z.int().nonnegative();

/** What is known of a file that is not there in full yet; lies beside its bytes as JSON. */
export const PartState = z
  .object({
    version: z.literal(1),
    /** Where it comes from, without anyone's password. */
    url: z.string(),
    /** Bytes of the whole file. */
    total: Offset,
    /** Hexadecimal; absent: the server did not say. */
    sha256: z.string().optional(),
    /** A strong ETag or a date: the file on the server is the same as long as this is. */
    validator: z.string().optional(),
    /** Which bytes are there: from, up to and without; in order. */
    done: z.array(z.tuple([Offset, Offset])),
  })
  .refine(({ total, done }) => {
    const offsets = [0, ...done.flat(), total];
    return offsets.every((offset, i) => i === 0 || offset >= offsets[i - 1]!);
  });
export type PartState = z.infer<typeof PartState>;

export const partFile = (file: string): string => `${file}.part`;
const stateFile = (file: string): string => `${file}.part.json`;

/** What is there of a file to be downloaded; undefined: nothing that could be used. */
export async function readPart(file: string): Promise<PartState | undefined> {
  try {
    const [json, { size }] = await Promise.all([readFile(stateFile(file), 'utf8'), stat(partFile(file))]);
    const state = PartState.parse(JSON.parse(json));
    return (state.done.at(-1)?.[1] ?? 0) <= size ? state : undefined;
  } catch {
    return undefined;
  }
}

export async function writePart(file: string, state: PartState): Promise<void> {
  await writeAtomic(stateFile(file), JSON.stringify(state));
}

/** Bytes that a state takes on any disk. */
const ROOM = 2 ** 16;

/** Writes the state also where the disk is full: then the last bytes of the part make room for it. */
export async function writePartAnyway(file: string, handle: FileHandle, state: PartState): Promise<void> {
  try {
    await writePart(file, state);
  } catch {
    const end = Math.max(0, (state.done.at(-1)?.[1] ?? 0) - ROOM);
    await handle.truncate(end);
    const done = state.done.flatMap(([from, to]): PartState['done'] => (from < end ? [[from, Math.min(to, end)]] : []));
    await writePart(file, { ...state, done });
  }
}

/** The file is whole: it needs no state any more. */
export async function forgetPart(file: string): Promise<void> {
  await rm(stateFile(file), { force: true });
}

export async function removePart(file: string): Promise<void> {
  await forgetPart(file);
  await rm(partFile(file), { force: true });
}
