import { describe, expect, it } from 'vitest';
import { countWords, stateWords } from '../../../src/panel/words.ts';

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
