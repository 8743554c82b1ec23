import { LIFE_STYLES } from '../people/life-styles.ts';
import type { Person } from '../people/person.ts';
import { styleAt } from '../people/person.ts';
import type { Random } from '../random.ts';
import type { Catalogue, CatalogueItem } from '../shop/catalogue.ts';

const LEAF_WEIGHTS = [0.5, 0.27, 0.15, 0.08];
const PRICE_WIDTH = 0.22;
const OWN_SPREAD = 0.45;

/** Chooses items as one person would: tree by style, leaf by own preference, item by price and fame. */
export class Taste {
  private readonly treeSpread: readonly number[];
  private readonly leafOrders: readonly (readonly number[])[];
  private readonly itemWeights = new Map<number, Float64Array>();

  constructor(
    random: Random,
    private readonly person: Person,
    private readonly catalogue: Catalogue,
  ) {
    this.treeSpread = catalogue.byLeaf.map(() => random.logNormal(1, OWN_SPREAD));
    this.leafOrders = catalogue.byLeaf.map((leaves) => {
      const order = leaves.map((_, leaf) => ({ leaf, draw: random.next() }));
      return order.sort((left, right) => left.draw - right.draw).map(({ leaf }) => leaf);
    });
  }

  choose(random: Random, at: number): CatalogueItem {
    return this.chooseFrom(random, random.weighted(this.treeWeights(at)));
  }

  /** Among the given trees only, as in a place that sells nothing else. */
  chooseAmong(random: Random, at: number, trees: readonly number[]): CatalogueItem {
    const weights = this.treeWeights(at);
    return this.chooseFrom(random, trees[random.weighted(trees.map((tree) => weights[tree]!))]!);
  }

  chooseInLeaf(random: Random, tree: number, leaf: number): CatalogueItem {
    const items = this.catalogue.byLeaf[tree]![leaf]!;
    const key = tree * 16 + leaf;
    let weights = this.itemWeights.get(key);
    if (weights === undefined) {
      weights = Float64Array.from(items, ({ priceRank, popularity }) => {
        const distance = (priceRank - this.person.priceLevel) / PRICE_WIDTH;
        return popularity * Math.exp(-(distance ** 2) / 2);
      });
      this.itemWeights.set(key, weights);
    }
    return items[random.weighted(weights)]!;
  }

  private chooseFrom(random: Random, tree: number): CatalogueItem {
    const leaves = this.catalogue.byLeaf[tree]!;
    const order = this.leafOrders[tree]!.filter((leaf) => leaves[leaf]!.length > 0);
    return this.chooseInLeaf(
      random,
      tree,
      order[random.weighted(LEAF_WEIGHTS.slice(0, order.length))]!,
    );
  }

  private treeWeights(at: number): number[] {
    const { tastes } = LIFE_STYLES[styleAt(this.person, at)]!;
    return tastes.map((weight, tree) => weight * this.treeSpread[tree]!);
  }
}
