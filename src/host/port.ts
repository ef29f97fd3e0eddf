import { once } from 'node:events';
import { createServer } from 'node:net';
import * as l10n from '@vscode/l10n';
import { GlimpseError } from '../errors.ts';

/**
 * Makes sure that a server could listen at this port of 127.0.0.1.
 * @throws GlimpseError `host-failed`
 */
export async function checkPort(port: number): Promise<void> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  } catch (error) {
    throw portInUse(port, error);
  }
  server.close();
  await once(server, 'close');
}

export function portInUse(port: number, cause?: unknown): GlimpseError {
  return new GlimpseError(
    'host-failed',
    {
      failed: l10n.t('The model did not start: port {0} is in use, or not allowed.', port),
      todo: l10n.t('Choose another port, or end the program that has it.'),
    },
    { cause },
  );
}
