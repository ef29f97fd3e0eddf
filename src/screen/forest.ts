/**
 * Boosted trees (Chen and Guestrin, "XGBoost: A Scalable Tree Boosting System", 2016), as train/fit.py writes them: nodes in
 * depth-first order, all trees one after the other. Where `x[feature] < threshold` the next node follows, else the one
 * `right` further on; in a leaf `feature` is -1 and `threshold` its value.
 */
export interface Forest {
  /** How many sums there are: tree i adds to sum i % outputs. */
  outputs: number;
  /** Where each tree begins. */
  roots: readonly number[];
  feature: readonly number[];
  threshold: readonly number[];
  right: readonly number[];
}

/** A forest in flat arrays, which are walked several times as fast. */
export class Trees {
  private readonly outputs: number;
  private readonly roots: Int32Array;
  private readonly feature: Int16Array;
  private readonly threshold: Float32Array;
  private readonly right: Int16Array;

  constructor({ outputs, roots, feature, threshold, right }: Forest) {
    this.outputs = outputs;
    this.roots = Int32Array.from(roots);
    this.feature = Int16Array.from(feature);
    this.threshold = Float32Array.from(threshold);
    this.right = Int16Array.from(right);
  }

  /** The sums of the leaves that a row of numbers comes to. */
  private sums(row: Float32Array): Float64Array {
    const { outputs, roots, feature, threshold, right } = this;
    const sums = new Float64Array(outputs);
    for (let tree = 0; tree < roots.length; tree++) {
      let node = roots[tree];
      while (feature[node] >= 0) node += row[feature[node]] < threshold[node] ? 1 : right[node];
      sums[tree % outputs] += threshold[node];
    }
    return sums;
  }

  /** The probability of each class; they add up to 1. */
  probabilities(row: Float32Array): Float64Array {
    const sums = this.sums(row);
    const most = Math.max(...sums);
    let all = 0;
    for (let i = 0; i < sums.length; i++) all += sums[i] = Math.exp(sums[i] - most);
    return sums.map((value) => value / all);
  }

  /** The probability that something is so. */
  probability(row: Float32Array): number {
    return 1 / (1 + Math.exp(-this.sums(row)[0]));
  }
}
