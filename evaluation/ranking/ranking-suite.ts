import type { Figures, Suite, SuiteOptions, SuiteResult } from '../suite.ts';

/** A suite of ranked lists beside figures of others that were measured elsewhere. */
export interface RankingSuite<Data> {
  readonly name: string;
  readonly description: string;
  /** The names of a list's two figures. */
  readonly figures: readonly [hits: string, gain: string];
  /** What others reach under the same protocol, by model, in the order of `figures`. */
  readonly published: Readonly<Record<string, readonly [hits: number, gain: number]>>;
  /** @throws SuiteDataAbsentError */
  read(seed: number, dataFolder?: string): Promise<Data>;
  evaluate(
    data: Data,
    published: Readonly<Record<string, Figures>>,
    options: SuiteOptions,
  ): Promise<SuiteResult>;
}

export function rankingSuite<Data>(suite: RankingSuite<Data>): Suite {
  const [hits, gain] = suite.figures;
  const published = Object.fromEntries(
    Object.entries(suite.published).map(([model, scores]) => [
      model,
      { [hits]: scores[0], [gain]: scores[1] },
    ]),
  );
  return {
    name: suite.name,
    description: suite.description,
    async run(options) {
      options.onProgress?.('Reading the data');
      const data = await suite.read(options.seeds?.[0] ?? 1, options.dataFolder);
      return suite.evaluate(data, published, options);
    },
  };
}
