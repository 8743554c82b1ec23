import type { Random } from '../random.ts';
import { CATEGORY_TREES } from './category-trees.ts';

/** Something that the shop sells. */
export interface CatalogueItem {
  readonly index: number;
  readonly sku: string;
  readonly title: string;
  readonly tree: number;
  readonly leaf: number;
  readonly leafName: string;
  readonly brand: string;
  readonly price: number;
  /** Where its price stands among those of its leaf: 0 is the cheapest, 1 the dearest. */
  readonly priceRank: number;
  readonly popularity: number;
  /** Index of the item that buyers of this one look for next. */
  readonly companion: number;
}

const BRANDS = ['Arvo', 'Belmar', 'Corvin', 'Dalia', 'Enso', 'Fjordal', 'Gantry', 'Halden'];
const LOOKS = [
  'blue',
  'compact',
  'classic',
  'light',
  'green',
  'everyday',
  'large',
  'soft',
  'red',
  'sturdy',
  'slim',
  'grey',
  'folding',
  'organic',
  'white',
  'travel',
];

/** The shop's catalogue, grouped by tree and leaf. */
export class Catalogue {
  readonly items: readonly CatalogueItem[];
  /** Items of a tree's leaf: `byLeaf[tree][leaf]`. */
  readonly byLeaf: readonly (readonly (readonly CatalogueItem[])[])[];

  constructor(random: Random, itemCount: number) {
    const groups = CATEGORY_TREES.map(({ leaves }) => Object.keys(leaves).map((): Draft[] => []));
    const leafCount = groups.flat().length;
    const drafts: Draft[] = [];
    for (let index = 0; index < itemCount; index++) {
      const place = index % leafCount;
      const tree = Math.floor(place / 4);
      const draft = drawItem(random, index, tree, place % 4);
      groups[tree]![place % 4]!.push(draft);
      drafts.push(draft);
    }
    const finished = new Map<number, CatalogueItem>();
    for (const leaf of groups.flat()) {
      const byPrice = leaf.toSorted((left, right) => left.price - right.price);
      for (const [rank, draft] of byPrice.entries()) {
        const priceRank = byPrice.length === 1 ? 0.5 : rank / (byPrice.length - 1);
        const companion = companionOf(groups, draft);
        finished.set(draft.index, { ...draft, priceRank, companion });
      }
    }
    this.items = drafts.map(({ index }) => finished.get(index)!);
    this.byLeaf = groups.map((tree) =>
      tree.map((leaf) => leaf.map(({ index }) => this.items[index]!)),
    );
  }
}

type Draft = Omit<CatalogueItem, 'priceRank' | 'companion'>;

function drawItem(random: Random, index: number, tree: number, leaf: number): Draft {
  const { leaves, typicalPrice } = CATEGORY_TREES[tree]!;
  const [leafName, nouns] = Object.entries(leaves)[leaf]!;
  const brand = random.pick(BRANDS);
  const title = `${brand} ${random.pick(LOOKS)} ${random.pick(nouns)}`;
  const price = Math.max(1, Math.round(random.logNormal(typicalPrice, 0.6) * 10) / 10 - 0.01);
  return {
    index,
    sku: `SKU-${String(10_000 + index)}`,
    title,
    tree,
    leaf,
    leafName,
    brand,
    price: Math.round(price * 100) / 100,
    popularity: random.logNormal(1, 0.8),
  };
}

/** The next leaf of the same tree at the same place: what goes with a kettle is always the same toaster. */
function companionOf(groups: readonly (readonly (readonly Draft[])[])[], item: Draft): number {
  const tree = groups[item.tree]!;
  const leaf = tree[(item.leaf + 1) % tree.length]!;
  if (leaf.length === 0) return item.index;
  return leaf[tree[item.leaf]!.findIndex(({ index }) => index === item.index) % leaf.length]!.index;
}
