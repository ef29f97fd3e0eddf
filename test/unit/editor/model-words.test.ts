import { expect, it } from 'vitest';
import { downloadWords } from '../../../src/editor/download-words.ts';
import { wishOf } from '../../../src/editor/model-wish.ts';
import { AUTO } from '../../../src/models/fit.ts';
import { settingsOf } from './models-here.ts';

const MB = 1e6;
const progress = { state: 'downloading', received: 412 * MB, total: 1600 * MB, bytesPerSecond: 12.3 * MB } as const;

it.each([
  [{ ...progress, secondsLeft: 97 }, '412 MB of 1.6 GB, 12.3 MB/s, 2 min left'],
  [{ ...progress, secondsLeft: 89 }, '412 MB of 1.6 GB, 12.3 MB/s, 89 s left'],
  [{ ...progress, secondsLeft: 0 }, '412 MB of 1.6 GB, 12.3 MB/s, 1 s left'],
  [{ ...progress, secondsLeft: 7500 }, '412 MB of 1.6 GB, 12.3 MB/s, 2 h 5 min left'],
  [{ ...progress, secondsLeft: undefined }, '412 MB of 1.6 GB, 12.3 MB/s'],
  [{ ...progress, total: undefined, secondsLeft: undefined }, '412 MB, 12.3 MB/s'],
  [{ ...progress, bytesPerSecond: 0, secondsLeft: undefined }, '412 MB of 1.6 GB'],
  [{ ...progress, state: 'waiting', secondsLeft: 1 }, 'another window downloads it'],
  [{ ...progress, state: 'connecting', secondsLeft: 1 }, 'connecting'],
  [{ ...progress, state: 'checking', secondsLeft: 1 }, 'checking what came'],
  [
    { ...progress, state: 'retrying', secondsLeft: 1, retry: { reason: 'hub.example is busy (503)', seconds: 8 } },
    'hub.example is busy (503); tried again in 8 s',
  ],
] as const)('a download stands: %j', (now, words) => {
  expect(downloadWords(now)).toBe(words);
});

const wish = (values: object, recommended?: { min: number; max: number }) =>
  wishOf(settingsOf(values).model, recommended);

it('what the settings say of a model is kept, all else is chosen', () => {
  expect(wish({})).toEqual(AUTO);
  expect(wish({ contextSize: 8192, gpuLayers: 'max', kvCacheType: 'q8_0', slots: 2, threads: 3 })).toMatchObject({
    contextSize: 8192,
    gpuLayers: 'max',
    kvType: 'q8_0',
    slots: 2,
    threads: 3,
  });
});

it('a picture has the tokens of the settings, else those that its makers recommend', () => {
  const recommended = { min: 64, max: 576 };
  expect(wish({ imageTokens: 300 }, recommended).imageTokens).toEqual({ min: 300, max: 300 });
  expect(wish({ imageTokens: 2000 }, recommended).imageTokens).toEqual({ min: AUTO.imageTokens.min, max: 2000 });
  expect(wish({}, recommended).imageTokens).toEqual(recommended);
  // llama.cpp gains nothing above 4096: the context alone is the limit then.
  expect(wish({}, { min: 256, max: 16_384 }).imageTokens).toEqual(AUTO.imageTokens);
  expect(wish({ imageTokens: 'small' }, recommended).imageTokens).toEqual({ ...AUTO.imageTokens, min: 64 });
});
