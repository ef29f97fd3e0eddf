/**
 * The representative of the set that `i` is in, where `parent[root] === root`; shortens the way to it. Sets are joined by
 * `parent[rootOf(parent, a)] = rootOf(parent, b)`. The pixels of `segments` have their own, in a typed array.
 */
export function rootOf(parent: number[], i: number): number {
  let root = i;
  while (parent[root] !== root) {
    parent[root] = parent[parent[root]];
    root = parent[root];
  }
  return root;
}
