import type { Item } from '../data/item.ts';
import { topK } from '../linear/index.ts';
import { distanceKm } from '../modalities/location/geography.ts';
import { type ContentTokens, contentTokens } from './content-tokens.ts';

/** How much each field says, as logarithms: an item that differs in all of one counts exp(-weight). */
export interface ContentWeights {
  readonly categories: number;
  readonly attributes: number;
  readonly text: number;
  readonly price: number;
  readonly place: number;
}

export const CONTENT_WEIGHTS: ContentWeights = {
  categories: 8,
  attributes: 1,
  text: 2,
  price: 3,
  place: 4,
};
/** How many known items speak for another at most. */
const MOST_ALIKE = 20;
/** Prices whose logarithms lie so far apart have little to do with one another. */
const PRICE_SCALE = 0.5;
const PLACE_SCALE_KM = 2;
/** A token that more items have than this says too little to look them all up. */
const MOST_ITEMS_OF_TOKEN = 20_000;

type Field = 'categories' | 'attributes' | 'text';
const FIELDS: readonly Field[] = ['categories', 'attributes', 'text'];

/** Items that speak for another, with shares that sum to 1; parallel arrays. */
export interface Alike {
  readonly indices: readonly number[];
  readonly values: readonly number[];
}

/** One field of all items: tf-idf vectors of length 1, by token. */
class TokenField {
  readonly #items = new Map<string | number, number[]>();
  readonly #lengths: Float64Array;
  readonly #cosines: Float64Array;

  constructor(
    private readonly field: Field,
    tokens: readonly ContentTokens[],
  ) {
    tokens.forEach((own, item) => {
      for (const token of own[field]) {
        const known = this.#items.get(token);
        if (known === undefined) this.#items.set(token, [item]);
        else known.push(item);
      }
    });
    this.#cosines = new Float64Array(tokens.length);
    this.#lengths = Float64Array.from(tokens, (own) => this.#length(own));
  }

  /**
   * The cosine of an item with each known one, [items], above 0 where they share a token. The next item's are
   * written over it: common words are of nearly all items, and a map of them took ten times as long.
   */
  cosines(tokens: ContentTokens): Float64Array {
    const cosines = this.#cosines.fill(0);
    const length = this.#length(tokens);
    if (length === 0) return cosines;
    for (const token of tokens[this.field]) {
      const others = this.#items.get(token) ?? [];
      if (others.length > MOST_ITEMS_OF_TOKEN) continue;
      const square = this.#rarity(token) ** 2;
      for (const item of others) cosines[item] += square;
    }
    for (let item = 0; item < cosines.length; item += 1) {
      if (cosines[item] > 0) cosines[item] /= length * this.#lengths[item] || 1;
    }
    return cosines;
  }

  #length(tokens: ContentTokens): number {
    let square = 0;
    for (const token of tokens[this.field]) square += this.#rarity(token) ** 2;
    return Math.sqrt(square);
  }

  #rarity(token: string | number): number {
    return Math.log((this.#cosines.length + 1) / ((this.#items.get(token)?.length ?? 0) + 0.5));
  }
}

/**
 * Which of the known items are like another by what their records say: categories, brand and other
 * attributes, words of the title, price, place. Their shares are a kernel of the likenesses (Nadaraya 1964),
 * so that whatever is known of the known ones can be averaged into an expectation for the other: the mapping
 * of attributes to features by nearest neighbours (Gantner et al. 2010, "Learning attribute-to-feature
 * mappings for cold-start recommendations").
 */
export class ContentLikeness {
  readonly #fields: readonly TokenField[];
  readonly #answers = new WeakMap<Item, Alike>();

  constructor(
    private readonly known: readonly Item[],
    private readonly weights: ContentWeights = CONTENT_WEIGHTS,
  ) {
    const tokens = known.map(contentTokens);
    this.#fields = FIELDS.map((field) => new TokenField(field, tokens));
  }

  /** @returns no shares where nothing that is known is like it; the same answer for the same object */
  alike(item: Item): Alike {
    const known = this.#answers.get(item);
    if (known !== undefined) return known;
    const answer = this.#compare(item);
    this.#answers.set(item, answer);
    return answer;
  }

  #compare(item: Item): Alike {
    const tokens = contentTokens(item);
    const cosines = this.#fields.map((field) => field.cosines(tokens));
    const candidates: number[] = [];
    for (let other = 0; other < this.known.length; other += 1) {
      if (cosines.some((own) => own[other] > 0)) candidates.push(other);
    }
    const logs = Float64Array.from(candidates, (other) => this.#log(item, cosines, other));
    const best = topK(logs, logs.length, MOST_ALIKE).sort();
    const greatest = best.reduce((most, place) => Math.max(most, logs[place]), -Infinity);
    const raised = Array.from(best, (place) => Math.exp(logs[place] - greatest));
    const total = raised.reduce((sum, value) => sum + value, 0);
    return {
      indices: Array.from(best, (place) => candidates[place]),
      values: raised.map((value) => value / total),
    };
  }

  #log(item: Item, cosines: readonly Float64Array[], other: number): number {
    const { weights } = this;
    let log = 0;
    // What a record does not say is no difference: its cosines are 0.
    for (let field = 0; field < FIELDS.length; field += 1) {
      log += weights[FIELDS[field]] * cosines[field][other];
    }
    const { price, latitude, longitude } = this.known[other];
    if (item.price !== null && item.price > 0) {
      const apart = price !== null && price > 0 ? Math.log(price / item.price) / PRICE_SCALE : 1;
      log += weights.price * Math.exp(-(apart ** 2) / 2);
    }
    if (item.latitude !== null && item.longitude !== null) {
      const distance =
        latitude === null || longitude === null
          ? Number.POSITIVE_INFINITY
          : distanceKm(item.latitude, item.longitude, latitude, longitude);
      log += weights.place * Math.exp(-distance / PLACE_SCALE_KM);
    }
    return log;
  }
}
