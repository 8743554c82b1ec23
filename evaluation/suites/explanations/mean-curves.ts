type Curves = Readonly<Record<string, readonly number[]>>;

/** Curves of several seeds as one: the mean at every step. */
export function meanCurves(all: readonly Curves[]): Curves {
  return Object.fromEntries(
    Object.entries(all[0]).map(([name, values]) => [
      name,
      values.map((_, step) => all.reduce((sum, own) => sum + own[name][step], 0) / all.length),
    ]),
  );
}
