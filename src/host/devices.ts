/** A device that a llama-server can compute on, besides the processor. */
export interface Device {
  /** As `--device` takes it: `CUDA0`. */
  id: string;
  /** `NVIDIA GeForce RTX 4090` */
  name: string;
  /** bytes */
  total: number;
  /** bytes, when it was asked */
  free: number;
}

/**
 * What `llama-server --list-devices` says (common_print_available_devices in common/arg.cpp). A library for the processor
 * that is listed among them, such as BLAS, has no memory of its own and is left out.
 */
export function parseDevices(said: string): Device[] {
  const lines = said.matchAll(/^ {2}(\S+): (.*) \((\d+) MiB, (\d+) MiB free\)\s*$/gm);
  return [...lines]
    .map(([, id = '', name = '', total, free]) => ({ id, name, total: mebibytes(total), free: mebibytes(free) }))
    .filter(({ total }) => total > 0);
}

/** What drives a device, by its id: `cuda`, `vulkan`, `metal`; others as llama.cpp calls them: `rocm`. */
export function driverOf({ id }: Pick<Device, 'id'>): string {
  const driver = id.replace(/\d+$/, '').toLowerCase();
  return driver === 'mtl' ? 'metal' : driver;
}

const mebibytes = (count: string | undefined): number => Number(count) * 2 ** 20;
