import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { GlimpseError } from '../../../src/errors.ts';
import { Restarts } from '../../../src/host/restarts.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const MINUTE = 60_000;
const died = new GlimpseError('host-stopped', { failed: 'It died.' });
const refusal = { kind: 'host-failed', message: expect.stringMatching(/failed 4 times within 5 minutes.*It died\./) };

it('allows three restarts in five minutes', () => {
  const restarts = new Restarts();
  for (let failure = 1; failure <= 4; failure++) {
    restarts.check();
    restarts.note(died);
    vi.advanceTimersByTime(MINUTE);
  }
  expect(() => restarts.check()).toThrow(expect.objectContaining(refusal));
  // The first is now older than five minutes.
  vi.advanceTimersByTime(MINUTE);
  restarts.check();
});

it('forgets what happened before somebody started it by hand', () => {
  const restarts = new Restarts();
  for (let failure = 1; failure <= 4; failure++) restarts.note(died);
  expect(() => restarts.check()).toThrow();
  restarts.reset();
  restarts.check();
});
