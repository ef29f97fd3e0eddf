import { describe, expect, it } from 'vitest';
import { GlimpseError } from '../../../src/errors.ts';
import { Failure, HostMessage, MODEL_ACTIONS, PageMessage, PageState, toFailure } from '../../../src/protocol.ts';

describe('messages from the page', () => {
  const request = (request: unknown) => PageMessage.safeParse({ type: 'request', id: 1, request }).success;

  it('are understood', () => {
    expect(PageMessage.parse({ type: 'ready' })).toEqual({ type: 'ready' });
    expect(request({ do: 'copy', task: 'elements', format: 'csv', ids: ['e1'] })).toBe(true);
    expect(request({ do: 'save-annotated' })).toBe(true);
    expect(request({ do: 'open-as', as: 'svelte' })).toBe(true);
    expect(request({ do: 'run', task: 'ask', asked: { template: 'ask', question: 'Which colour?' } })).toBe(true);
    expect(request({ do: 'run', task: 'describe', asked: { template: undefined, question: undefined } })).toBe(true);
    expect(request({ do: 'open-settings', setting: 'glimpse.contextSize' })).toBe(true);
    expect(request({ do: 'follow-up', task: 'describe', question: 'Where?', at: 1 })).toBe(true);
    expect(request({ do: 'bring-back', task: 'ask' })).toBe(true);
    expect(request({ do: 'insert-text', text: 'a' })).toBe(true);
    expect(request({ do: 'open-text', text: 'a', language: '' })).toBe(true);
    for (const action of MODEL_ACTIONS) expect(request({ do: action })).toBe(true);
  });

  it('are refused when they are anything else', () => {
    for (const wrong of [
      undefined,
      null,
      'ready',
      {},
      { type: 'run' },
      { type: 'request', request: { do: 'show-log' } },
    ]) {
      expect(PageMessage.safeParse(wrong).success).toBe(false);
    }
    expect(request({ do: 'run', task: 'format-disk' })).toBe(false);
    expect(request({ do: 'copy', task: 'elements', format: 'exe' })).toBe(false);
    expect(request({ do: 'open-as', as: 'sh' })).toBe(false);
    expect(request({ do: 'open-settings', setting: 'terminal.integrated.shell' })).toBe(false);
    expect(request({ do: 'unload-everything' })).toBe(false);
    expect(request({ do: 'follow-up', task: 'elements', question: 'Where?', at: 1 })).toBe(false);
    expect(request({ do: 'follow-up', task: 'ask', question: '', at: 1 })).toBe(false);
    expect(request({ do: 'follow-up', task: 'ask', question: 'Where?', at: 0 })).toBe(false);
    expect(request({ do: 'run', task: 'ask', asked: { question: 'x'.repeat(2_000_001) } })).toBe(false);
  });
});

describe('messages to the page', () => {
  it('carry an error in all its parts', () => {
    const error = new GlimpseError('too-many-pixels', {
      failed: 'Too large.',
      tried: 'Its header was read.',
      todo: 'Cut it.',
    });
    const message = { type: 'reply', id: 7, failure: toFailure(error) };
    expect(HostMessage.parse(structuredClone(message))).toEqual(message);
    expect(Failure.parse(toFailure(error))).toEqual({ kind: 'too-many-pixels', ...error.parts });
  });

  it('carry pictures only as bytes of an image', () => {
    const info = { name: 'a.png', format: 'png', width: 1, height: 1, frames: 1, bytes: 3, sha256: 'a'.repeat(64) };
    const picture = { type: 'picture', info, mediaType: 'image/png', data: new Uint8Array(3) };
    expect(HostMessage.safeParse(picture).success).toBe(true);
    expect(HostMessage.safeParse({ ...picture, mediaType: 'text/html' }).success).toBe(false);
    expect(HostMessage.safeParse({ ...picture, data: 'iVBORw0KGgo=' }).success).toBe(false);
  });
});

describe('the state of a page', () => {
  const state = { uri: 'file:///a.png', task: 'outline', filter: { roles: ['button'], text: '' } };

  it('survives as JSON, with or without what is optional', () => {
    const full = {
      ...state,
      selection: [{ x: 1, y: 2, width: 3, height: 4 }],
      preview: { mode: 'difference', opacity: 0.5, on: true },
      replies: { ask: { text: 'And' }, describe: { text: '', editing: { at: 2, text: 'Why?' } } },
      viewport: { scale: 2, x: -5, y: 0 },
      split: 0.5,
      drafts: {
        ask: { template: 'ask', question: 'Which colour?', at: 5 },
        describe: { template: 'alt.informative', at: 6 },
      },
    };
    expect(PageState.parse(JSON.parse(JSON.stringify(full)))).toEqual(full);
    expect(PageState.parse(state)).toEqual(state);
  });

  it('is refused when it is of another version or broken', () => {
    expect(PageState.safeParse(undefined).success).toBe(false);
    expect(PageState.safeParse({ ...state, viewport: { scale: 0, x: 0, y: 0 } }).success).toBe(false);
    expect(PageState.safeParse({ ...state, filter: { roles: ['wizard'], text: '' } }).success).toBe(false);
  });
});
