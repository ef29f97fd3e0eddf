import { describe, expect, it } from 'vitest';
import { countWords, stateWords, stepNumbers, stepWords } from '../../../src/panel/words.ts';
import { modelWords, TaskStatus } from '../../../src/protocol.ts';

describe('counts in words', () => {
  it('tell how many of how many', () => {
    expect(countWords('elements', 37, 120)).toBe('37 of 120 elements');
    expect(countWords('elements', 120, 120)).toBe('120 elements');
    expect(countWords('outline', 1, 1)).toBe('1 component');
  });
});

describe('a state in words', () => {
  it('says what is known and nothing else', () => {
    expect(stateWords({ checked: false, disabled: true })).toBe('not checked, disabled');
    expect(stateWords({ expanded: false })).toBe('collapsed');
    expect(stateWords(undefined)).toBe('');
  });
});

describe('a step in words', () => {
  const running = (step: object) => TaskStatus.parse({ state: 'running', since: 1_000_000, ...step });
  const line = (status: TaskStatus, after = 0) =>
    `${stepWords(status)} ${stepNumbers(status, 1_000_000 + after)}`.trim();

  it('says how far loading is, or how long it takes', () => {
    expect(line(running({ step: 'load', progress: 0.43 }), 5000)).toBe('Loading the model… 43 %');
    expect(line(running({ step: 'load' }), 5400)).toBe('Loading the model… 5 s');
    expect(line(running({ step: 'load' }), 400)).toBe('Loading the model…');
  });

  it('says how many wait before this one, how long the model looks, and how fast it writes', () => {
    expect(line(running({ step: 'queue', ahead: 2 }), 900)).toBe('Waiting for the model… 2 before this one');
    expect(line(running({ step: 'see' }), 12_300)).toBe('The model reads the picture… 12 s');
    expect(line(running({ step: 'see', progress: 0.55 }), 12_300)).toBe('The model reads the picture… 55 %, 12 s');
    expect(line(running({ step: 'write', tokensPerSecond: 24.2 }), 9000)).toBe('Writing… 24 tok/s');
    expect(line(running({ step: 'write', tokensPerSecond: 3.96 }))).toBe('Writing… 4.0 tok/s');
  });

  it('shows the wait for a server that can not be interrupted', () => {
    expect(line({ state: 'stopping', since: 1_000_000 }, 3000)).toBe('The server is still reading the picture… 3 s');
    expect(line({ state: 'stopped' })).toBe('Stopped.');
    expect(line({ state: 'done' })).toBe('');
    expect(stepWords(undefined)).toBe('');
  });
});

describe('a model in words', () => {
  it('says how it is', () => {
    expect(modelWords({ state: 'loading', name: 'Qwen3VL-2B', where: 'local', progress: 0.428 })).toBe('loading 43 %');
    expect(modelWords({ state: 'stopped', where: 'local' })).toBe('not loaded');
    expect(modelWords({ state: 'stopped', where: 'server' })).toBe('not asked yet');
  });
});
