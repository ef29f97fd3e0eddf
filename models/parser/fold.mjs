// Rewrites PaddleOCR's nets so that onnxruntime computes the same numbers with a third of the passes over memory: as
// they come, three quarters of the time goes into scaling, shifting and a hard swish of six steps, each of which also
// leaves the blocked layout that convolutions are fast in.
import { attributeOf, intsOf } from './onnx.mjs';

/** What scales and shifts a convolution's output becomes part of its weights and bias. */
export function foldAffine(net) {
  for (const conv of net.nodes.filter(({ op_type }) => op_type === 'Conv' || op_type === 'ConvTranspose')) {
    for (;;) {
      const next = only(net.consumers(conv.output[0]));
      const affine = next && affineOf(net, next, conv.output[0]);
      if (!affine) break;
      scaleConv(net, conv, affine);
      net.remove(next);
      net.replace(next.output[0], conv.output[0]);
    }
  }
}

/**
 * x * clip(x + 3, 0, 6) / 6 * scale + shift, in two or three steps that keep the blocked layout: a gate, which is a convolution
 * of each channel with itself and a clip, their product, and the shift; that goes into the next convolution where it can.
 */
export function foldHardSwish(net) {
  for (const clip of net.nodes.filter(({ op_type }) => op_type === 'Clip')) {
    const plus = net.producer(clip.input[0]);
    if (plus?.op_type !== 'Add' || scalarOf(net, plus)?.value !== 3) continue;
    const x = scalarOf(net, plus).other;
    const times = only(net.consumers(clip.output[0]));
    const by = only(net.consumers(times.output[0]));
    const chain = [plus, clip, times, by];
    let [scale, shift] = [1, 0];
    let end = by.output[0];
    for (let next = only(net.consumers(end)); next; next = only(net.consumers(end))) {
      const scalar = scalarOf(net, next);
      if (next.op_type === 'Mul' && scalar) [scale, shift] = [scale * scalar.value, shift * scalar.value];
      else if (next.op_type === 'Add' && scalar) shift += scalar.value;
      else break;
      chain.push(next);
      end = next.output[0];
    }
    const channels = channelsOf(net, x);
    const gate = `${end}/gate`;
    depthwise(net, x, `${gate}/linear`, channels, scale / 6, scale / 2);
    addClip(net, `${gate}/linear`, gate, Math.min(0, scale), Math.max(0, scale));
    net.add('Mul', [x, gate], `${end}/product`);
    const readers = net.consumers(end);
    net.remove(...chain);
    if (readers.every((reader) => isPointwise(reader))) {
      for (const reader of readers) shiftInput(net, reader, shift);
      net.replace(end, `${end}/product`);
    } else {
      depthwise(net, `${end}/product`, `${end}/shifted`, channels, 1, shift);
      net.replace(end, `${end}/shifted`);
    }
  }
}

/** x + x * hardSigmoid(y) is x * clip(0.2 y + 1.5, 1, 2), whose second factor is one number a channel. */
export function foldResidualGates(net) {
  for (const sum of net.nodes.filter(({ op_type }) => op_type === 'Add')) {
    const product = net.producer(sum.input[1]);
    if (product?.op_type !== 'Mul' || product.input[0] !== sum.input[0]) continue;
    const sigmoid = net.producer(product.input[1]);
    if (sigmoid?.op_type !== 'HardSigmoid') continue;
    const conv = net.producer(sigmoid.input[0]);
    scaleConv(net, conv, { scale: attributeOf(sigmoid, 'alpha').f, shift: attributeOf(sigmoid, 'beta').f + 1 });
    const gate = `${sum.output[0]}/gate`;
    addClip(net, conv.output[0], gate, 1, 2);
    net.add('Mul', [sum.input[0], gate], `${sum.output[0]}/product`);
    net.remove(sum, product, sigmoid);
    net.replace(sum.output[0], `${sum.output[0]}/product`);
  }
}

/** onnx.proto's TypeProto of a tensor of floats, of whatever shape. */
const FLOATS = Uint8Array.of(0x0a, 2, 8, 1);

/**
 * Two transposed convolutions of 2 x 2 with stride 2 that end a net let every pixel of their input speak for 4 x 4 of the
 * output, on its own: two pointwise convolutions, whose 16 channels are these pixels. Channel ((y1 * 2 + x1) * 2 + y2) * 2 + x2
 * is the pixel in row 2 * y1 + y2 and column 2 * x1 + x2.
 */
export function foldUpsampling(net) {
  const [first, second] = net.nodes.filter(({ op_type }) => op_type === 'ConvTranspose');
  const [from, between] = net.constants.get(first.input[1]).dims;
  const one = net.constants.get(first.input[1]).values;
  const two = net.constants.get(second.input[1]).values;
  const weights1 = new Float32Array(4 * between * from);
  const bias1 = new Float32Array(4 * between);
  const weights2 = new Float32Array(16 * 4 * between);
  const bias2 = new Float32Array(16).fill(biasOf(net, second, 1)[0]);
  for (let part = 0; part < 4; part++) {
    for (let c = 0; c < between; c++) {
      const row = part * between + c;
      bias1[row] = biasOf(net, first, between)[c];
      for (let i = 0; i < from; i++) weights1[row * from + i] = one[(i * between + c) * 4 + part];
      for (let q = 0; q < 4; q++) weights2[(part * 4 + q) * 4 * between + row] = two[c * 4 + q];
    }
  }
  pointwise(net, first, [4 * between, from], weights1, bias1);
  pointwise(net, second, [16, 4 * between], weights2, bias2);
  net.model.graph.output[0].type = FLOATS;
}

/** onnx.proto's TypeProto of a tensor of whole numbers (int64), of whatever shape. */
const INTEGERS = Uint8Array.of(0x0a, 2, 8, 7);

/** Of the probabilities of thousands of characters only the best is read: [1, steps, 1] `values`, and `indices` of the same shape. */
export function foldBest(net) {
  const [name] = net.outputs;
  net.add('TopK', [name], ['values', 'indices'], { axis: 2, k: 1 });
  net.model.graph.output = [
    { name: 'values', type: FLOATS },
    { name: 'indices', type: INTEGERS },
  ];
}

function pointwise(net, node, [to, from], weights, bias) {
  node.op_type = 'Conv';
  node.attribute = [];
  node.input = [
    node.input[0],
    net.weight(`${node.output[0]}/weights`, [to, from, 1, 1], weights),
    net.weight(`${node.output[0]}/bias`, [to], bias),
  ];
}

const only = (list) => (list.length === 1 ? list[0] : undefined);

/** The number and the other input of a sum or a product with one. */
function scalarOf(net, { op_type, input }) {
  if (op_type !== 'Mul' && op_type !== 'Add') return undefined;
  const at = input.findIndex((name) => net.constants.get(name)?.values.length === 1);
  return at < 0 ? undefined : { value: net.constants.get(input[at]).values[0], other: input[1 - at] };
}

/** What `node` does to each channel of `input`, if that is all it does: numbers, or one a channel. */
function affineOf(net, node, input) {
  if (node.op_type === 'BatchNormalization') {
    const [gamma, beta, mean, variance] = node.input.slice(1).map((name) => net.constants.get(name).values);
    const epsilon = attributeOf(node, 'epsilon').f;
    const scale = gamma.map((g, c) => g / Math.sqrt(variance[c] + epsilon));
    return { scale, shift: beta.map((b, c) => b - mean[c] * scale[c]) };
  }
  if (node.op_type !== 'Mul' && node.op_type !== 'Add') return undefined;
  const other = net.constants.get(node.input.find((name) => name !== input));
  const perChannel = other?.dims.length === 4 && other.dims[1] === other.values.length;
  if (!other || !(other.values.length === 1 || perChannel)) return undefined;
  // x + 3 begins a hard swish.
  const isSwish = net.consumers(input).length > 1;
  if (isSwish) return undefined;
  return node.op_type === 'Mul' ? { scale: other.values, shift: 0 } : { scale: 1, shift: other.values };
}

const at = (numbers, c) => (typeof numbers === 'number' ? numbers : numbers.length === 1 ? numbers[0] : numbers[c]);

const biasOf = (net, conv, channels) => net.constants.get(conv.input[2])?.values ?? new Float32Array(channels);

/** Of a convolution's output. */
function channelCount(net, conv) {
  const { dims } = net.constants.get(conv.input[1]);
  return conv.op_type === 'Conv' ? dims[0] : dims[1];
}

function scaleConv(net, conv, { scale, shift }) {
  const { dims, values } = net.constants.get(conv.input[1]);
  const channels = channelCount(net, conv);
  const area = dims[2] * dims[3];
  const channel =
    conv.op_type === 'Conv'
      ? (i) => Math.floor((i / values.length) * channels)
      : (i) => Math.floor(i / area) % channels;
  const bias = biasOf(net, conv, channels).map((b, c) => b * at(scale, c) + at(shift, c));
  const weights = values.map((w, i) => w * at(scale, channel(i)));
  const name = conv.output[0];
  conv.input = [
    conv.input[0],
    net.weight(`${name}/weights`, dims, weights),
    net.weight(`${name}/bias`, [channels], bias),
  ];
}

/** The channels of what a node gives, through what keeps them. */
function channelsOf(net, name) {
  const node = net.producer(name);
  return node.op_type === 'Conv' ? channelCount(net, node) : channelsOf(net, node.input[0]);
}

function isPointwise(node) {
  return (
    node.op_type === 'Conv' &&
    (intsOf(node, 'kernel_shape') ?? [1]).every((side) => side === 1) &&
    (intsOf(node, 'pads') ?? []).every((pad) => pad === 0)
  );
}

/** Lets a pointwise convolution read x - shift, and answer as if it were x. */
function shiftInput(net, conv, shift) {
  const { dims, values } = net.constants.get(conv.input[1]);
  const [channels, each] = dims;
  const bias = biasOf(net, conv, channels).map((b, c) => {
    let sum = 0;
    for (let i = 0; i < each; i++) sum += values[c * each + i];
    return b + shift * sum;
  });
  conv.input = [conv.input[0], conv.input[1], net.weight(`${conv.output[0]}/bias`, [channels], bias)];
}

/** Each channel on its own, times `scale` plus `shift`. */
function depthwise(net, input, output, channels, scale, shift) {
  const weights = net.weight(`${output}/weights`, [channels, 1, 1, 1], new Float32Array(channels).fill(scale));
  const bias = net.weight(`${output}/bias`, [channels], new Float32Array(channels).fill(shift));
  net.add('Conv', [input, weights, bias], output, { group: channels, kernel_shape: [1, 1] });
}

/** Limits were attributes before version 11, inputs since. */
function addClip(net, input, output, min, max) {
  if (net.version < 11) net.add('Clip', [input], output, { min, max });
  else net.add('Clip', [input, net.weight('low', [], [min]), net.weight('high', [], [max])], output);
}
