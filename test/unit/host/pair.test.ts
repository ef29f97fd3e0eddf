import { afterAll, beforeAll, expect, it } from 'vitest';
import { type MmprojFile, mmprojFacts } from '../../../src/host/mmproj.ts';
import { modelFacts } from '../../../src/host/model-file.ts';
import { bestOf, isNamedIn, likeness, misfitOf } from '../../../src/host/pair.ts';
import { VISION_SHAPES } from '../../fixtures/model-shapes.ts';
import { Headers } from '../models/headers.ts';

let headers: Headers;
beforeAll(async () => {
  headers = await Headers.make();
});
afterAll(() => headers.remove());

const NAMES = Object.keys(VISION_SHAPES) as (keyof typeof VISION_SHAPES)[];

it.each(NAMES)('the parts of %s fit each other, as their headers say', async (name) => {
  const { model, mmproj } = await headers.files(name);
  const [text, vision] = [await modelFacts(model), await mmprojFacts(mmproj!)];
  expect(vision.outputWidth).toBe(text.inputWidth);
  expect(misfitOf(text, vision)).toBeUndefined();
});

it('parts of models of other widths and kinds do not', async () => {
  for (const [name, other] of [
    ['qwen3-vl-2b', 'qwen3-vl-4b'],
    ['qwen3-vl-8b', 'smolvlm2-2.2b'],
    ['qwen2.5-vl-7b', 'gemma-3-4b'],
    ['minicpm-v-4.5', 'qwen3-vl-8b'],
    ['smolvlm2-2.2b', 'qwen3-vl-2b'],
  ] as const) {
    const { model } = await headers.files(name);
    const { mmproj } = await headers.files(other);
    expect(misfitOf(await modelFacts(model), await mmprojFacts(mmproj!))).toMatchObject({ kind: 'model-mismatch' });
  }
});

it('names of the same model are alike, however they are written and quantized', () => {
  expect(likeness('mmproj-Qwen3VL-8B-Instruct-F16.gguf', 'Qwen3-VL-8B-Instruct-Q4_K_M.gguf')).toBe(4);
  expect(likeness('mmproj-model-f16.gguf', 'Qwen3-VL-8B-Instruct-Q4_K_M.gguf')).toBe(0);
  expect(likeness('mmproj-gemma-3-4b-it-BF16.gguf', 'gemma-3-27b-it-Q4_K_M-00001-of-00002.gguf')).toBe(3);
});

it.each([
  ['unsloth/Qwen3-VL-8B-Instruct-GGUF/mmproj-F16.gguf', 'Qwen3VL-8B-Instruct-Q4_K_M', true],
  ['unsloth/Qwen3-VL-30B-A3B-Instruct-GGUF/mmproj-F16.gguf', 'Qwen3VL-2B-Instruct-Q4_K_M', false],
  ['unsloth/Qwen2.5-VL-7B-Instruct-GGUF/mmproj-F16.gguf', 'Qwen2-VL-7B-Instruct-Q4_K_M', false],
  ['unsloth/Qwen2.5-VL-7B-Instruct-GGUF/mmproj-F16.gguf', 'UI-TARS-1.5-7B-Q4_K_M', false],
  ['anything/model/mmproj-F16.gguf', 'model', false],
])('whether %s is where the vision part of %s lies: %s', (label, name, expected) => {
  expect(isNamedIn(label, name)).toBe(expected);
});

it('of several that fit the quantized one is best', async () => {
  const { model, mmproj } = await headers.files('qwen3-vl-2b');
  const [text, vision] = [await modelFacts(model), await mmprojFacts(mmproj!)];
  const under = (path: string): MmprojFile => ({ ...vision, path });
  const names = ['mmproj-a-BF16.gguf', 'mmproj-a-Q8_0.gguf', 'mmproj-a-F16.gguf'];
  expect(bestOf(names.map(under), text)?.path).toBe('mmproj-a-Q8_0.gguf');
});
