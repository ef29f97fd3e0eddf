import { fileURLToPath } from 'node:url';

/** The llama-server that `npm run build:host` built. */
export const llamaServer = fileURLToPath(
  new URL(`../../dist/host/llama-server${process.platform === 'win32' ? '.exe' : ''}`, import.meta.url),
);
