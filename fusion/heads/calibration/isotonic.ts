/** A growing step function, as its steps: from each score on, the value beside it. */
export interface IsotonicSteps {
  /** Ascending. */
  readonly scores: readonly number[];
  /** Never falling. */
  readonly values: readonly number[];
}

/**
 * The growing function nearest to the labels in squared error, by pooling adjacent violators
 * (Ayer et al. 1955; for calibration Zadrozny and Elkan 2002).
 */
export function fitIsotonic(scores: ArrayLike<number>, labels: ArrayLike<number>): IsotonicSteps {
  const order = Array.from({ length: scores.length }, (_, at) => at).sort(
    (left, right) => scores[left] - scores[right],
  );
  const blocks: { score: number; sum: number; rows: number }[] = [];
  order.forEach((row, place) => {
    const equal = place > 0 && scores[order[place - 1]] === scores[row];
    const last = blocks.at(-1);
    if (equal && last) {
      last.sum += labels[row];
      last.rows += 1;
    } else {
      blocks.push({ score: scores[row], sum: labels[row], rows: 1 });
    }
    // Equal scores must be complete before they are compared with what lies below.
    const next = order[place + 1];
    if (next !== undefined && scores[next] === scores[row]) return;
    while (blocks.length > 1) {
      const [below, above] = blocks.slice(-2);
      if (below.sum * above.rows < above.sum * below.rows) break;
      blocks.pop();
      below.sum += above.sum;
      below.rows += above.rows;
    }
  });
  return {
    scores: blocks.map(({ score }) => score),
    values: blocks.map(({ sum, rows }) => sum / rows),
  };
}

/** The value of the step that a score stands on. */
export function isotonicValue({ scores, values }: IsotonicSteps, score: number): number {
  let [low, high] = [0, scores.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (scores[middle] <= score) low = middle + 1;
    else high = middle;
  }
  return values[Math.max(0, low - 1)];
}
