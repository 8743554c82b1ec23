/** Eigenvalues in descending order, and vectors: row k of `vectors` [n, n] belongs to value k. */
export interface EigenDecomposition {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

/** Householder reduction to tridiagonal form (Golub and Van Loan, section 8.3). */
function tridiagonalise(matrix: Float64Array, n: number) {
  const a = matrix.slice();
  const q = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) q[i * n + i] = 1;
  const v = new Float64Array(n);
  const p = new Float64Array(n);
  for (let k = 0; k < n - 2; k += 1) {
    let norm = 0;
    for (let i = k + 1; i < n; i += 1) norm += a[i * n + k] ** 2;
    norm = Math.sqrt(norm);
    if (norm === 0) continue;
    const sign = a[(k + 1) * n + k] >= 0 ? 1 : -1;
    v.fill(0);
    for (let i = k + 1; i < n; i += 1) v[i] = a[i * n + k];
    v[k + 1] += sign * norm;
    let square = 0;
    for (let i = k + 1; i < n; i += 1) square += v[i] * v[i];
    const beta = 2 / square;
    for (let i = k; i < n; i += 1) {
      let sum = 0;
      for (let j = k + 1; j < n; j += 1) sum += a[i * n + j] * v[j];
      p[i] = beta * sum;
    }
    let along = 0;
    for (let i = k + 1; i < n; i += 1) along += p[i] * v[i];
    for (let i = k; i < n; i += 1) p[i] -= (beta / 2) * along * v[i];
    for (let i = k; i < n; i += 1) {
      for (let j = k; j < n; j += 1) a[i * n + j] -= v[i] * p[j] + p[i] * v[j];
    }
    // q holds Qᵀ: every row of the result is one vector, which keeps the rotations below local.
    p.fill(0);
    for (let i = k + 1; i < n; i += 1) {
      for (let j = 0; j < n; j += 1) p[j] += v[i] * q[i * n + j];
    }
    for (let i = k + 1; i < n; i += 1) {
      for (let j = 0; j < n; j += 1) q[i * n + j] -= beta * v[i] * p[j];
    }
  }
  const diagonal = new Float64Array(n);
  const off = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    diagonal[i] = a[i * n + i];
    if (i + 1 < n) off[i] = a[(i + 1) * n + i];
  }
  return { diagonal, off, q };
}

/** Implicit QL on a tridiagonal matrix (Dubrulle, Martin and Wilkinson 1968); rows of q rotate along. */
function diagonalise(d: Float64Array, e: Float64Array, q: Float64Array, n: number): void {
  for (let l = 0; l < n; l += 1) {
    for (let round = 0; ; round += 1) {
      let m = l;
      while (m < n - 1) {
        const scale = Math.abs(d[m]) + Math.abs(d[m + 1]);
        if (Math.abs(e[m]) <= Number.EPSILON * scale) break;
        m += 1;
      }
      if (m === l) break;
      if (round === 60) throw new RangeError('Eigenvalues did not converge in 60 rounds.');
      let g = (d[l + 1] - d[l]) / (2 * e[l]);
      let r = Math.hypot(g, 1);
      g = d[m] - d[l] + e[l] / (g + (g >= 0 ? r : -r));
      let s = 1;
      let c = 1;
      let p = 0;
      let i = m - 1;
      for (; i >= l; i -= 1) {
        const f = s * e[i];
        const b = c * e[i];
        r = Math.hypot(f, g);
        e[i + 1] = r;
        if (r === 0) {
          d[i + 1] -= p;
          e[m] = 0;
          break;
        }
        s = f / r;
        c = g / r;
        g = d[i + 1] - p;
        r = (d[i] - g) * s + 2 * c * b;
        p = s * r;
        d[i + 1] = g + p;
        g = c * r - b;
        for (let k = 0; k < n; k += 1) {
          const upper = q[(i + 1) * n + k];
          const lower = q[i * n + k];
          q[(i + 1) * n + k] = s * lower + c * upper;
          q[i * n + k] = c * lower - s * upper;
        }
      }
      if (r === 0 && i >= l) continue;
      d[l] -= p;
      e[l] = g;
      e[m] = 0;
    }
  }
}

/**
 * All eigenvalues and eigenvectors of a symmetric matrix [n, n].
 * @throws {RangeError} where the iteration does not converge (a matrix with NaN)
 */
export function eigenSymmetric(matrix: Float64Array, n: number): EigenDecomposition {
  const { diagonal, off, q } = tridiagonalise(matrix, n);
  diagonalise(diagonal, off, q, n);
  const order = Array.from({ length: n }, (_, k) => k).sort(
    (left, right) => diagonal[right] - diagonal[left] || left - right,
  );
  const values = Float64Array.from(order, (k) => diagonal[k]);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => {
    vectors.set(q.subarray(from * n, (from + 1) * n), to * n);
  });
  return { values, vectors };
}
