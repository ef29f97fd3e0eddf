/**
 * Boosted trees (Chen and Guestrin, "XGBoost: A Scalable Tree Boosting System", 2016), as train/fit.py writes them: nodes in
 * depth-first order, all trees one after the other. Where `x[feature] < value` the next node follows, else the one after all
 * that hangs on that; in a leaf `feature` is -1 and `value` what it adds.
 */
export interface Forest {
  /** How many sums there are: tree i adds to sum i % outputs. */
  outputs: number;
  /** 16-bit integers and 32-bit floats, both little-endian, in Base64. */
  feature: string;
  value: string;
}

/** A forest in flat arrays, which are walked several times as fast. */
export class Trees {
  private readonly outputs: number;
  private readonly feature: Int16Array;
  private readonly value: Float32Array;
  /** Where each tree begins. */
  private readonly roots: number[] = [];
  /** How much further on the second of a node's children is. */
  private readonly right: Int16Array;

  constructor({ outputs, feature, value }: Forest) {
    this.outputs = outputs;
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

  /** The sums of the leaves that each row of numbers comes to: one tree after the other, which so stays in the processor's cache. */
  private sums(rows: readonly Float32Array[]): Float64Array[] {
    const { outputs, roots, feature, value, right } = this;
    const sums = rows.map(() => new Float64Array(outputs));
    for (let tree = 0; tree < roots.length; tree++) {
      const output = tree % outputs;
      for (let i = 0; i < rows.length; i++) {
        const row = rows[i];
        let node = roots[tree];
        for (let asked = feature[node]; asked >= 0; asked = feature[node])
          node += row[asked] < value[node] ? 1 : right[node];
        sums[i][output] += value[node];
      }
    }
    return sums;
  }

  /** The probability of each class for each row; they add up to 1. */
  probabilities(rows: readonly Float32Array[]): Float32Array[] {
    return this.sums(rows).map((sums) => {
      const most = Math.max(...sums);
      const odds = sums.map((sum) => Math.exp(sum - most));
      const all = odds.reduce((a, b) => a + b);
      return new Float32Array(odds.map((value) => value / all));
    });
  }

  /** The probability that something is so. */
  probability(row: Float32Array): number {
    return 1 / (1 + Math.exp(-this.sums([row])[0][0]));
  }
}

function bytesOf(text: string): ArrayBuffer {
  const bytes = Buffer.from(text, 'base64');
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
}
