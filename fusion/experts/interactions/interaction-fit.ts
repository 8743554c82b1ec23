import { columnNeighbours, fitTransitions, SparseMatrix } from '../../linear/index.ts';
import type { Arrivals } from '../arrivals.ts';
import type { ExpertTrainingData } from '../expert-training-data.ts';
import type { Interactions } from '../indexed-history.ts';
import { interactionMatrix } from '../interaction-matrix.ts';
import { PartsReader, PartsWriter } from '../parts.ts';
import { FactorModel } from './factor-model.ts';
import { SpectralModel } from './spectral-model.ts';

const NEIGHBOURS_PER_ITEM = 300;
const FOLLOWERS_PER_ITEM = 200;
/** A step between visits counts up to this far. */
const REACH = 3;

/** All that is learned from who turned to what, and when. */
export interface InteractionFit {
  /** Users by items. */
  readonly matrix: SparseMatrix;
  /** The same pattern: 0.3 for a user's first item, rising to 1 for the last. */
  readonly lateness: SparseMatrix;
  readonly factors: FactorModel;
  readonly spectral: SpectralModel;
  /** Items by items, the linear graph filter of GF-CF. */
  readonly neighbours: SparseMatrix;
  /** Items by items, what comes after. */
  readonly transitions: SparseMatrix;
}

/** Fits once per distinct input: two modalities with the same interactions share the result. */
export function fitInteractions(
  users: readonly Interactions[],
  data: ExpertTrainingData,
): InteractionFit {
  const items = data.catalog.size;
  const matrix = interactionMatrix(users, items);
  const order = Int32Array.from(users.flatMap((user) => [user.items.length, ...user.items]));
  const rank = Math.min(2 * data.factors, Math.floor(Math.min(users.length, items) / 2));
  const factors = Math.min(data.factors, Math.max(8, rank));
  const settings = JSON.stringify([items, factors, rank, data.seed]);
  return data.cache.fit<InteractionFit>(`interactions ${settings}`, [order, matrix.values], () => {
    const lateness = interactionMatrix(
      users.map((user) => ({
        ...user,
        weights: user.weights.map(
          (weight, place) => weight * (0.3 + (0.7 * (place + 0.5)) / user.items.length),
        ),
      })),
      items,
    );
    return onDemand<InteractionFit>({
      matrix: () => matrix,
      lateness: () => lateness,
      factors: () => FactorModel.fit(matrix, factors, data.seed),
      spectral: () => SpectralModel.fit(matrix, rank, data.seed + 1),
      neighbours: () =>
        columnNeighbours(matrix, {
          count: NEIGHBOURS_PER_ITEM,
          rowPower: -1,
          columnPower: -0.5,
        }),
      transitions: () =>
        fitTransitions(
          users.map((user) => user.items),
          items,
          { reach: REACH, count: FOLLOWERS_PER_ITEM },
        ),
    });
  });
}

/** What was learned, with items that arrived later in it as means of those that stand in for them. */
export function interactionFitKnowing(fit: InteractionFit, arrivals: Arrivals): InteractionFit {
  return onDemand<InteractionFit>({
    matrix: () => arrivals.appendColumns(fit.matrix),
    lateness: () => arrivals.appendColumns(fit.lateness),
    factors: () => fit.factors.knowing(arrivals),
    spectral: () => fit.spectral.knowing(arrivals),
    neighbours: () => arrivals.appendBoth(fit.neighbours, NEIGHBOURS_PER_ITEM),
    transitions: () => arrivals.appendBoth(fit.transitions, FOLLOWERS_PER_ITEM),
  });
}

/** An object whose values are computed when they are first read: nobody waits for what no one asks. */
function onDemand<Values extends object>(
  makers: {
    readonly [Name in keyof Values]: () => Values[Name];
  },
): Values {
  const values = {} as Values;
  for (const name of Object.keys(makers) as (keyof Values)[]) {
    Object.defineProperty(values, name, {
      configurable: true,
      enumerable: true,
      get() {
        const value = makers[name]();
        Object.defineProperty(values, name, { value, enumerable: true });
        return value;
      },
    });
  }
  return values;
}

export function interactionFitToParts(fit: InteractionFit): Map<string, Uint8Array> {
  return new PartsWriter()
    .matrix('matrix', fit.matrix)
    .matrix('lateness', fit.lateness)
    .matrix('neighbours', fit.neighbours)
    .matrix('transitions', fit.transitions)
    .all('factors/', fit.factors.toParts())
    .all('spectral/', fit.spectral.toParts()).parts;
}

export function interactionFitFromParts(parts: ReadonlyMap<string, Uint8Array>): InteractionFit {
  const reader = new PartsReader(parts);
  return {
    matrix: reader.matrix('matrix'),
    lateness: reader.matrix('lateness'),
    neighbours: reader.matrix('neighbours'),
    transitions: reader.matrix('transitions'),
    factors: FactorModel.fromParts(reader.within('factors/')),
    spectral: SpectralModel.fromParts(reader.within('spectral/')),
  };
}
