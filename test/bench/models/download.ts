import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { download } from '../../../src/models/download.ts';

const SIZE = 2 ** 30;
const ROUNDS = 5;
/** Of curl's speed, with the hash that curl does not make. */
const WANTED = 0.6;

/**
 * 1 GB from this machine to a file: curl and we, by turns, as others work here too. Ours counts until the file has its name,
 * its SHA-256 is known and its bytes are on the disk; curl's until it ends.
 */
export async function measure() {
  const folder = await mkdtemp(path.join(tmpdir(), 'glimpse-bench-'));
  const server = spawn(process.execPath, ['test/bench/models/gigabyte.mjs', String(SIZE)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const port = await new Promise<string>((resolve) =>
      server.stdout.once('data', (data) => resolve(String(data).trim())),
    );
    const url = `http://127.0.0.1:${port}/file`;
    const curls: number[] = [];
    const hashed: number[] = [];
    const ours: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const byCurl = path.join(folder, 'curl');
      const curl = spawnSync('curl', ['--silent', '--fail', '--output', byCurl, '--write-out', '%{time_total}', url]);
      const byUs = path.join(folder, 'ours');
      const start = performance.now();
      const { sha256 } = await download({ url, file: byUs, signal: new AbortController().signal });
      ours.push(speed((performance.now() - start) / 1000));
      await rm(byUs);
      if (curl.status !== 0) continue;
      const seconds = Number(curl.stdout);
      curls.push(speed(seconds));
      const before = performance.now();
      const hash = createHash('sha256');
      await pipeline(createReadStream(byCurl, { highWaterMark: 2 ** 20 }), hash);
      hashed.push(speed(seconds + (performance.now() - before) / 1000));
      if (hash.digest('hex') !== sha256) throw new Error('What we fetched is not what curl fetched.');
      await rm(byCurl);
    }
    const ratios = ours.map((each, i) => each / curls[i]!);
    const compared = curls.length === ROUNDS;
    const rows = [
      ...(compared
        ? [
            ['curl', ...columns(curls)],
            ['curl, then its SHA-256', ...columns(hashed)],
          ]
        : []),
      ['ours, with its SHA-256', ...columns(ours)],
      ...(compared ? [['ours : curl', ...columns(ratios, 2)]] : []),
    ];
    return {
      title: `Download of 1 GiB from loopback, MB/s, ${ROUNDS} rounds${compared ? '' : ' (there is no curl to compare with)'}`,
      head: ['', 'median', 'lowest', 'highest'],
      rows,
      figures: { curl: curls, curlHashed: hashed, ours, ...(compared && { ratio: median(ratios) }), wanted: WANTED },
      met: compared ? median(ratios) >= WANTED : undefined,
    };
  } finally {
    server.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

/** MB/s */
const speed = (seconds: number): number => SIZE / 1e6 / seconds;

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

const columns = (values: readonly number[], digits = 0): string[] =>
  [median(values), Math.min(...values), Math.max(...values)].map((value) => value.toFixed(digits));
