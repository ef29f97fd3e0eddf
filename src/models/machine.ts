import { freemem, totalmem } from 'node:os';
import { type Host, listDevices } from '../host/choose-backend.ts';
import type { Device } from '../host/devices.ts';

/** The memory that a model may have here. */
export interface Machine {
  gpus: readonly Device[];
  /** bytes of main memory */
  memory: { total: number; free: number };
}

/** This machine, with the GPUs that a llama-server sees. */
export function thisMachine(gpus: readonly Device[]): Machine {
  const total = totalmem();
  // On a Mac what other programs only hold as a cache does not count as free: as if half of all were theirs.
  const free = process.platform === 'darwin' ? Math.max(freemem(), total / 2) : freemem();
  return { gpus, memory: { total, free: Math.min(total, free) } };
}

/**
 * This machine as it is now, for a llama-server and what it computes with.
 * @throws Error that says why its GPUs are not known; the signal's reason
 */
export async function readMachine({ path, backend }: Host, signal?: AbortSignal): Promise<Machine> {
  const ids = backend.devices.map(({ id }) => id);
  const devices = ids.length > 0 ? await listDevices(path, backend, signal) : [];
  return thisMachine(devices.filter(({ id }) => ids.includes(id)));
}

/** Whether a device has no memory of its own, but part of the main memory: on a Mac, and on most laptops without a card. */
export function sharesMemory({ id, name }: Pick<Device, 'id' | 'name'>): boolean {
  if (/^(metal|mtl)/i.test(id)) return true;
  return /\b(Intel|UHD|Iris)\b(?!.*\bArc\b.*\b[AB]\d{3}\b)|Radeon(\(TM\))?( \d{3}M| Vega)? Graphics\b|Adreno|Apple|llvmpipe/i.test(
    name,
  );
}

/**
 * The devices that llama.cpp computes on: where there is a card with memory of its own, those that share the main memory are
 * left alone (llama_prepare_model_devices in src/llama.cpp).
 */
export function usedGpus({ gpus }: Machine): readonly Device[] {
  const cards = gpus.filter((gpu) => !sharesMemory(gpu));
  return cards.length > 0 ? cards : gpus.slice(0, 1);
}

/**
 * What a model may take of each: the rest stays for the screen and for other programs. 6 % of a card, at most 1 GiB; a tenth
 * of the main memory, at most 2 GiB.
 */
export function budget(machine: Machine): { gpus: readonly { gpu: Device; bytes: number }[]; memory: number } {
  const { total, free } = machine.memory;
  const left = (bytes: number, kept: number): number => Math.max(0, Math.floor(bytes - kept));
  return {
    gpus: usedGpus(machine).map((gpu) => ({
      gpu,
      bytes: left(Math.min(gpu.free, gpu.total), Math.min(0.06 * gpu.total, 2 ** 30)),
    })),
    memory: left(Math.min(free, total), Math.min(0.1 * total, 2 ** 31)),
  };
}
