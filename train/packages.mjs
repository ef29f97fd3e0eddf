import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';

/** Unpacks an npm package into a folder of `folder`, once, and gives that: nothing is installed, no script runs. */
export function unpacked(spec, folder) {
  const target = path.join(folder, spec.replace(/[/@]/g, '_'));
  if (existsSync(target)) return target;
  mkdirSync(target);
  try {
    const args = ['pack', spec, '--silent', '--pack-destination', folder];
    const file = execFileSync('npm', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
      .trim()
      .split('\n')
      .pop();
    execFileSync('tar', ['xzf', path.join(folder, file), '-C', target, '--strip-components=1'], { stdio: 'ignore' });
    rmSync(path.join(folder, file));
  } catch {
    console.error(`npm has no ${spec}: pages go without`);
  }
  return target;
}

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
};
/** The MIME type that a file is served with. */
export const typeOf = (file) => TYPES[path.extname(file).toLowerCase()] ?? 'application/octet-stream';
