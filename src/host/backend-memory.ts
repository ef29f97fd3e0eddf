import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { arch, cpus, hostname, release } from 'node:os';
import path from 'node:path';
import * as z from 'zod';

/** What was found to work, and why not what would have come before it. */
const Remembered = z.object({
  key: z.string(),
  name: z.string(),
  /** null: what the server brings by itself. */
  folder: z.string().nullable(),
  devices: z.array(z.object({ id: z.string(), name: z.string(), total: z.number(), free: z.number() })),
  rejected: z.array(z.string()),
});
export type Remembered = z.infer<typeof Remembered>;

/**
 * A file that keeps which backend works here. What it says counts as long as nothing changed that it depends on; a file that
 * can't be read or written only means that it is tried again.
 */
export class BackendMemory {
  /**
   * @param file where it is kept
   * @param version of Glimpse
   * @param machine changes with the machine and its drivers
   */
  constructor(
    readonly file: string,
    private readonly version: string,
    private readonly machine: () => Promise<unknown> = machineFacts,
  ) {}

  /** What a choice between `facts` depends on, as a short text. */
  async key(facts: unknown): Promise<string> {
    const all = JSON.stringify([this.version, facts, await this.machine()]);
    return createHash('sha256').update(all).digest('hex');
  }

  async recall(key: string): Promise<Remembered | undefined> {
    try {
      const { data } = Remembered.safeParse(JSON.parse(await readFile(this.file, 'utf8')));
      return data?.key === key ? data : undefined;
    } catch {
      return undefined;
    }
  }

  async remember(found: Remembered): Promise<void> {
    const aside = `${this.file}.${process.pid}.part`;
    try {
      await mkdir(path.dirname(this.file), { recursive: true });
      await writeFile(aside, JSON.stringify(found));
      await rename(aside, this.file);
    } catch {
      await rm(aside, { force: true }).catch(() => {});
    }
  }

  /** All is tried again the next time. */
  async forget(): Promise<void> {
    await rm(this.file, { force: true }).catch(() => {});
  }
}

/** What changes when a driver, a GPU or CUDA's toolkit is installed, updated or removed, or when they are told otherwise. */
async function machineFacts(): Promise<unknown> {
  const told = Object.entries(process.env).filter(([name]) =>
    /^(CUDA_|GGML_|VK_|NVIDIA_|HIP_|ROCR_|LD_LIBRARY_PATH$|DYLD_)/i.test(name),
  );
  const signs = await Promise.all(driverSigns().map(signOf));
  return [hostname(), arch(), release(), cpus()[0]?.model, told.sort(), signs];
}

/**
 * Files and folders that change with the drivers. On Linux the linker's cache is written whenever a package brings a
 * library, on Windows the store whenever a driver comes; on macOS drivers are a part of the system.
 */
function driverSigns(): string[] {
  if (process.platform === 'win32') {
    const system = path.join(process.env.SystemRoot ?? 'C:\\Windows', 'System32');
    return ['nvcuda.dll', 'vulkan-1.dll', 'DriverStore\\FileRepository'].map((name) => path.join(system, name));
  }
  if (process.platform !== 'linux') return [];
  const icd = ['/etc/vulkan/icd.d', '/usr/share/vulkan/icd.d', '/usr/local/share/vulkan/icd.d'];
  const nvidia = ['/sys/module/nvidia/version', '/proc/driver/nvidia/gpus', '/usr/lib/wsl/lib'];
  return ['/etc/ld.so.cache', '/dev/dri', ...nvidia, ...icd];
}

/** What is of the kernel by its names or its text, all else by its size and time. */
async function signOf(place: string): Promise<unknown> {
  try {
    const facts = await stat(place);
    if (!/^\/(dev|proc|sys)\//.test(place)) return [place, facts.size, facts.mtimeMs];
    return [place, facts.isDirectory() ? (await readdir(place)).sort() : await readFile(place, 'utf8')];
  } catch {
    return [place];
  }
}
