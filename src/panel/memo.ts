/** `derive`, which gives the very same again as long as it is given the very same. */
export function memo<A extends readonly unknown[], R>(derive: (...given: A) => R): (...given: A) => R {
  let last: { given: A; derived: R } | undefined;
  return (...given) => {
    if (!last?.given.every((each, i) => each === given[i])) last = { given, derived: derive(...given) };
    return last.derived;
  };
}
