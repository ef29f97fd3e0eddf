/**
 * Boosted trees (Chen and Guestrin, "XGBoost: A Scalable Tree Boosting System", 2016), as train/trees.py writes them: nodes in
 * depth-first order, all trees one after the other. Where `x[feature] < value` the next node follows, else the one after all
 * that hangs on that; in a leaf `feature` is -1 and `value` what it adds.
 */
export interface Forest {
  /** 16-bit integers and 32-bit floats, both little-endian, in Base64. */
  feature: string;
  value: string;
}

/** A forest in flat arrays, which are walked several times as fast. Its leaves add up to the logit of a probability. */
export class Trees {
  private readonly feature: Int16Array;
  private readonly value: Float32Array;
  /** Where each tree begins. */
  private readonly roots: number[] = [];
  /** How much further on the second of a node's children is. */
  private readonly right: Int16Array;

  constructor({ feature, value }: Forest) {
    this.feature = new Int16Array(bytesOf(feature));
    this.value = new Float32Array(bytesOf(value));
    this.right = new Int16Array(this.feature.length);
    for (let node = 0; node < this.feature.length; ) {
      this.roots.push(node);
      node = this.endOf(node);
    }
  }

  /** Where what hangs on a node ends; on the way the second children are found. */
  private endOf(node: number): number {
    if (this.feature[node] < 0) return node + 1;
    const second = this.endOf(node + 1);
    this.right[node] = second - node;
    return this.endOf(second);
  }

  /** The probability that something is so, of which these numbers are known. */
  probability(row: Float32Array): number {
    const { roots, feature, value, right } = this;
    let sum = 0;
    for (const root of roots) {
      let node = root;
      for (let asked = feature[node]; asked >= 0; asked = feature[node])
        node += row[asked] < value[node] ? 1 : right[node];
      sum += value[node];
    }
    return 1 / (1 + Math.exp(-sum));
  }
}

function bytesOf(text: string): ArrayBuffer {
  const bytes = Buffer.from(text, 'base64');
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
}
