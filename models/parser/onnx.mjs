// Reads and writes ONNX files: as much of onnx.proto (github.com/onnx/onnx) as graphs of nodes and float weights need.
import protobuf from 'protobufjs';

const { root } = protobuf.parse(
  `
  syntax = "proto3";
  message Attribute {
    string name = 1; float f = 2; int64 i = 3; bytes s = 4; Tensor t = 5;
    repeated float floats = 7; repeated int64 ints = 8; repeated bytes strings = 9; int32 type = 20;
  }
  message Tensor {
    repeated int64 dims = 1; int32 data_type = 2; repeated float float_data = 4; repeated int32 int32_data = 5;
    repeated int64 int64_data = 7; string name = 8; bytes raw_data = 9;
  }
  message Node {
    repeated string input = 1; repeated string output = 2; string name = 3; string op_type = 4;
    repeated Attribute attribute = 5; string domain = 7;
  }
  message ValueInfo { string name = 1; bytes type = 2; }
  message Graph {
    repeated Node node = 1; string name = 2; repeated Tensor initializer = 5;
    repeated ValueInfo input = 11; repeated ValueInfo output = 12;
  }
  message OperatorSet { string domain = 1; int64 version = 2; }
  message Model {
    int64 ir_version = 1; string producer_name = 2; Graph graph = 7; repeated OperatorSet opset_import = 8;
  }`,
  { keepCase: true },
);
const Model = root.lookupType('Model');

const FLOAT = 1;
const TYPE = { f: 1, i: 2, ints: 7 };
/** Attributes that are whole numbers. */
const INTEGERS = new Set(['axis', 'group', 'k']);

/** A graph that can be looked at from any node, and changed. */
export class Net {
  constructor(bytes) {
    this.model = Model.decode(bytes);
    this.nodes = this.model.graph.node;
    this.constants = new Map();
    for (const { op_type, output, attribute } of this.nodes) {
      if (op_type === 'Constant') this.constants.set(output[0], tensorOf(attribute[0].t));
    }
    for (const tensor of this.model.graph.initializer) this.constants.set(tensor.name, tensorOf(tensor));
  }

  /** The version of the operators. */
  get version() {
    return Number(this.model.opset_import.find(({ domain }) => domain === '').version);
  }

  get outputs() {
    return this.model.graph.output.map(({ name }) => name);
  }

  producer(name) {
    return this.nodes.find(({ output }) => output.includes(name));
  }

  consumers(name) {
    return this.nodes.filter(({ input }) => input.includes(name));
  }

  /** A new weight, of which the name is given back. */
  weight(name, dims, data) {
    const unique = `${name}/${this.constants.size}`;
    const values = Float32Array.from(data);
    this.constants.set(unique, { dims, values });
    this.model.graph.initializer.push({
      name: unique,
      dims,
      data_type: FLOAT,
      raw_data: new Uint8Array(values.buffer),
    });
    return unique;
  }

  /** A new node with one output or several; where in the list it stands is settled when the file is written. */
  add(op_type, input, output, attributes = {}) {
    const attribute = Object.entries(attributes).map(([name, value]) => {
      const key = Array.isArray(value) ? 'ints' : INTEGERS.has(name) ? 'i' : 'f';
      return { name, [key]: value, type: TYPE[key] };
    });
    const outputs = [output].flat();
    const node = { op_type, input, output: outputs, name: outputs[0], attribute };
    this.nodes.push(node);
    return node;
  }

  remove(...nodes) {
    for (const node of nodes) this.nodes.splice(this.nodes.indexOf(node), 1);
  }

  /** Lets all that read `from`, the graph's own outputs too, read `to` instead. */
  replace(from, to) {
    for (const node of this.nodes) node.input = node.input.map((name) => (name === from ? to : name));
    for (const output of this.model.graph.output) if (output.name === from) output.name = to;
  }

  /** Without what nobody reads, each node behind those that it reads. */
  write() {
    const { graph } = this.model;
    const wanted = new Map(this.nodes.flatMap((node) => node.output.map((name) => [name, node])));
    const sorted = new Set();
    const visit = (name) => {
      const node = wanted.get(name);
      if (!node || sorted.has(node)) return;
      for (const input of node.input) visit(input);
      sorted.add(node);
    };
    for (const name of this.outputs) visit(name);
    const read = new Set([...sorted].flatMap(({ input }) => input));
    graph.node = [...sorted];
    graph.initializer = graph.initializer.filter(({ name }) => read.has(name));
    return Model.encode(this.model).finish();
  }
}

export const attributeOf = (node, name) => node.attribute.find((attribute) => attribute.name === name);
export const intsOf = (node, name) => attributeOf(node, name)?.ints.map(Number);

function tensorOf({ dims, data_type, float_data, raw_data }) {
  if (data_type !== FLOAT) return undefined;
  const values =
    raw_data?.length > 0 ? new Float32Array(new Uint8Array(raw_data).buffer) : Float32Array.from(float_data);
  return { dims: dims.map(Number), values };
}
