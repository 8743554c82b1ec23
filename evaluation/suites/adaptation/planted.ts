import { dot } from '../../../fusion/linear/index.ts';
import { RandomSource } from '../../../fusion/tensor/random-source.ts';

const DIMENSION = 16;
const ITEMS = 400;
const ITEM_SEED = 99;
/** How decided tastes are: choices go by a softmax of so many times taste · item. */
export const DECIDEDNESS = 4;

/** People whose tastes jump at known instants. */
export interface PlantedSettings {
  readonly users: number;
  readonly events: number;
  /** Chance of a new taste before an event. */
  readonly hazard: number;
  /** Share of events that have nothing to do with taste. */
  readonly noise: number;
  readonly seed: number;
}

export interface PlantedStreams {
  readonly settings: PlantedSettings;
  readonly dimension: number;
  /** [items, dimension] */
  readonly vectors: Float64Array;
  /** [users][events] */
  readonly items: readonly Int32Array[];
  /** 1 where a new taste holds from this event on, [users][events]. */
  readonly switches: readonly Uint8Array[];
  /** The taste at each event, [users][events * dimension]. */
  readonly tastes: readonly Float64Array[];
}

/** Draws items once, the same for every seed, and people's choices among them. */
export function plantStreams(settings: PlantedSettings): PlantedStreams {
  const { users, events, hazard, noise, seed } = settings;
  const vectors = plantItems();
  const random = RandomSource.fromSeed(seed);
  const drawTaste = () => Float64Array.from({ length: DIMENSION }, () => random.normal());
  const items: Int32Array[] = [];
  const switches: Uint8Array[] = [];
  const tastes: Float64Array[] = [];
  for (let user = 0; user < users; user += 1) {
    const own = {
      items: new Int32Array(events),
      switches: new Uint8Array(events),
      tastes: new Float64Array(events * DIMENSION),
    };
    let taste = drawTaste();
    let chances = choiceChances(vectors, taste);
    for (let event = 0; event < events; event += 1) {
      if (event > 0 && random.uniform() < hazard) {
        taste = drawTaste();
        chances = choiceChances(vectors, taste);
        own.switches[event] = 1;
      }
      own.tastes.set(taste, event * DIMENSION);
      own.items[event] = random.uniform() < noise ? random.below(ITEMS) : drawFrom(chances, random);
    }
    items.push(own.items);
    switches.push(own.switches);
    tastes.push(own.tastes);
  }
  return { settings, dimension: DIMENSION, vectors, items, switches, tastes };
}

function plantItems(): Float64Array {
  const random = RandomSource.fromSeed(ITEM_SEED);
  const scale = 1 / Math.sqrt(DIMENSION);
  return Float64Array.from({ length: ITEMS * DIMENSION }, () => scale * random.normal());
}

/** The softmax over all items, [items]. */
function choiceChances(vectors: Float64Array, taste: Float64Array): Float64Array {
  const raised = Float64Array.from({ length: ITEMS }, (_, item) =>
    Math.exp(DECIDEDNESS * dot(vectors, item * DIMENSION, taste, 0, DIMENSION)),
  );
  const total = raised.reduce((sum, value) => sum + value, 0);
  return raised.map((value) => value / total);
}

/** A place drawn with the given chances, which sum to 1. */
export function drawFrom(chances: Float64Array, random: RandomSource): number {
  let rest = random.uniform();
  for (let item = 0; item < chances.length; item += 1) {
    rest -= chances[item];
    if (rest < 0) return item;
  }
  return chances.length - 1;
}
