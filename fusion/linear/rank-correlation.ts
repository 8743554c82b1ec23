/** Ranks from 1, equal values sharing the mean of theirs. */
export function ranks(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, at) => at).sort(
    (left, right) => values[left] - values[right],
  );
  const result = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && values[order[to]] === values[order[from]]) to += 1;
    for (let place = from; place < to; place += 1) result[order[place]] = (from + 1 + to) / 2;
    from = to;
  }
  return result;
}

/** Rank correlation: Pearson's coefficient of the ranks, ties sharing theirs (Spearman 1904). */
export function spearman(left: ArrayLike<number>, right: ArrayLike<number>): number {
  if (left.length !== right.length) {
    throw new RangeError(`${left.length} and ${right.length} values are not pairs.`);
  }
  const [first, second] = [ranks(left), ranks(right)];
  const mean = (left.length + 1) / 2;
  let [both, own, other] = [0, 0, 0];
  first.forEach((rank, at) => {
    both += (rank - mean) * (second[at] - mean);
    own += (rank - mean) ** 2;
    other += (second[at] - mean) ** 2;
  });
  return both / Math.sqrt(own * other);
}
