import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const STATUS = '/proc/self/status';
const RESET = '/proc/self/clear_refs';

/** The most memory (resident) that this process has had since this was made; on other systems than Linux, ever. */
export class PeakMemory {
  constructor() {
    // "5" sets the high-water mark back (Linux, proc_pid_clear_refs).
    if (existsSync(RESET)) writeFileSync(RESET, '5');
  }

  bytes(): number {
    const kilobytes = existsSync(STATUS) && /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(STATUS, 'utf8'))?.[1];
    return 1024 * (kilobytes ? Number(kilobytes) : process.resourceUsage().maxRSS);
  }
}
