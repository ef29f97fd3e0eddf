import { describe, expect, it } from 'vitest';
import { Drafts } from '../../../src/panel/drafts.ts';

describe('what is to be asked', () => {
  it('is the later of what was typed here and what a command asked', () => {
    const drafts = new Drafts({ ask: { question: 'typed', at: 5 } }, () => {});
    drafts.receive('ask', { question: 'older', at: 4 });
    expect(drafts.of('ask').question).toBe('typed');
    drafts.receive('ask', { question: 'newer', at: 6 });
    expect(drafts.of('ask').question).toBe('newer');
  });

  it('is kept for each task by itself, with the time of writing', () => {
    let changes = 0;
    const drafts = new Drafts(undefined, () => changes++);
    const before = Date.now();
    drafts.write('describe', { template: 'alt-text' });
    expect(changes).toBe(1);
    expect(drafts.of('ask')).toEqual({});
    expect(drafts.kept?.describe).toMatchObject({ template: 'alt-text' });
    expect(drafts.kept!.describe!.at).toBeGreaterThanOrEqual(before);
  });
});
