import { describe, expect, it } from 'vitest';
import { announcement } from '../../../src/panel/announcement.ts';
import { durationWords, tookDetails, tookWords } from '../../../src/panel/time-words.ts';
import {
  confidenceWords,
  countWords,
  stateWords,
  stepNumbers,
  stepWords,
  timedSince,
} from '../../../src/panel/words.ts';
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

describe('a confidence in words', () => {
  const element = { id: 'e1', box: { x: 0, y: 0, width: 9, height: 9 }, interactive: true, source: 'parser' } as const;
  it('says where it is little', () => {
    expect(confidenceWords({ ...element, role: 'button', confidence: 0.91 })).toBe('91 % confidence');
    expect(confidenceWords({ ...element, role: 'button', confidence: 0.31 })).toBe('unsure, 31 % confidence');
  });
});

describe('a step in words', () => {
  const running = (step: object) => TaskStatus.parse({ state: 'running', since: 1_000_000, ...step });
  const line = (status: TaskStatus) => `${stepWords(status)} ${stepNumbers(status)}`.trim();

  it('says how far loading is, or shows since when', () => {
    expect(line(running({ step: 'load', progress: 0.43 }))).toBe('Loading the model… 43 %');
    expect(timedSince(running({ step: 'load', progress: 0.43 }))).toBeUndefined();
    expect(timedSince(running({ step: 'load' }))).toBe(1_000_000);
    expect(timedSince(running({ step: 'read-text' }))).toBeUndefined();
  });

  it('says the place in line', () => {
    const place = (ahead: number) => line(running({ step: 'queue', ahead }));
    expect([1, 2, 3, 10, 20, 22].map(place)).toEqual(
      ['2nd', '3rd', '4th', '11th', '21st', '23rd'].map((each) => `Queued, ${each} in line`),
    );
    expect(line(running({ step: 'queue' }))).toBe('Waiting for the model…');
    expect(timedSince(running({ step: 'queue', ahead: 2 }))).toBe(1_000_000);
  });

  it('says that the model looks, and how fast it writes', () => {
    expect(line(running({ step: 'see', progress: 0.55 }))).toBe('Reading the image… 55 %');
    expect(timedSince(running({ step: 'see', progress: 0.55 }))).toBe(1_000_000);
    expect(line(running({ step: 'see', asking: { at: 1, question: 'Why?' } }))).toBe('Reading the question…');
    expect(line(running({ step: 'write', tokensPerSecond: 24.2 }))).toBe('Writing… 24 tok/s');
    expect(line(running({ step: 'write', tokensPerSecond: 3.96 }))).toBe('Writing… 4.0 tok/s');
  });

  it('shows the wait for a server that can not be interrupted', () => {
    expect(line({ state: 'stopping', since: 1_000_000 })).toBe('The server is still reading the picture…');
    expect(timedSince({ state: 'stopping', since: 1_000_000 })).toBe(1_000_000);
    expect(line({ state: 'stopped' })).toBe('Stopped.');
    expect(line({ state: 'done' })).toBe('');
    expect(stepWords(undefined)).toBe('');
  });
});

describe('times in words', () => {
  it('are as exact as one reads them', () => {
    expect([0, 49, 1349, 9999, 10_000, 59_900, 61_000, -5].map(durationWords)).toEqual([
      '0.0 s',
      '0.0 s',
      '1.3 s',
      '9.9 s',
      '10 s',
      '59 s',
      '1 min 1 s',
      '0.0 s',
    ]);
  });

  it('sum up what a task took, with all of it in the details', () => {
    const timing = { totalMs: 9800, loadMs: 10, readMs: 1310, writeMs: 8400, outputTokens: 212, tokensPerSecond: 24.3 };
    expect(tookWords(timing)).toBe('read 1.3 s, wrote 212 tokens at 24 tok/s, 9.8 s in all');
    expect(tookDetails({ ...timing, promptTokens: 1300, cachedTokens: 1100 })).toBe(
      [
        'Reading the picture and the question: 1.3 s',
        'Writing: 8.4 s',
        'Tokens read: 1300',
        'Of these known from before: 1100',
        'Tokens written: 212',
        'In all: 9.8 s',
      ].join('\n'),
    );
    expect(tookWords({ totalMs: 912, parseMs: 900 })).toBe('from the screen parser in 0.9 s');
    expect(tookWords({ totalMs: 912 })).toBe('0.9 s');
  });
});

describe('what is said aloud', () => {
  const running: TaskStatus = { state: 'running', step: 'see', since: 1 };
  const done: TaskStatus = { state: 'done' };

  it('is that something begins and that it ends, and nothing between', () => {
    expect(announcement('ask', undefined, running, '')).toBe('The question was sent.');
    expect(announcement('ask', running, { ...running, step: 'write' }, '')).toBeUndefined();
    expect(announcement('ask', running, done, '')).toBe('The answer is there.');
    expect(announcement('elements', running, done, '37 elements')).toBe('37 elements');
    expect(announcement('elements', done, done, '37 elements')).toBeUndefined();
    expect(announcement('describe', running, { state: 'stopped' }, '')).toBe('Stopped.');
  });

  it('is no failure: what shows it says it', () => {
    const failure = { kind: 'timeout' as const, failed: 'No.' };
    expect(announcement('ask', running, { state: 'failed', failure }, '')).toBeUndefined();
  });
});

describe('a model in words', () => {
  it('says how it is', () => {
    expect(modelWords({ state: 'loading', name: 'Qwen3VL-2B', where: 'local', progress: 0.428 })).toBe('loading 43 %');
    expect(modelWords({ state: 'stopped', where: 'local' })).toBe('not loaded');
    expect(modelWords({ state: 'stopped', where: 'server' })).toBe('not asked yet');
  });
});
