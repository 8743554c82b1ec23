import type { ConditionParameters } from '../../../segments/index.ts';
import { type Asked, type Deed, type FindDeed, leastDeed, MOST_EVENTS } from './deed.ts';
import { imagined, valueWithin } from './imagined.ts';

type Sum = ConditionParameters['sum'];
type Trend = ConditionParameters['trend'];

const CENT = 0.01;
/** More than this many cents at once are no advice. */
const MOST_CENTS = 2 ** 30;

/** Events worth what is missing from a total: one, or as many as it takes where each has a bound. */
export const sumDeed: FindDeed<Sum> = (condition, asked) => leastWorth(condition, asked);

/** More in the window that runs than in the one before, which is past. */
export const trendDeed: FindDeed<Trend> = (condition, asked) => {
  if (condition.by === 'sum') return leastWorth(condition, asked);
  const { phrases, wordsOf } = asked.language;
  return leastDeed(asked, (amount) => ({
    sentence: phrases.change.more(amount, phrases.events(condition, amount, wordsOf)),
    ...imagined(condition, amount, asked),
  }));
};

/** The least total, to the cent, that further events have to be worth, in as few events as can be. */
function leastWorth(condition: Sum | Trend, asked: Asked): Deed | null {
  const isBounded = condition.where?.value?.atMost !== undefined;
  for (let amount = 1; amount <= (isBounded ? MOST_EVENTS : 1); amount += 1) {
    const deedOf = (cents: number) => worth(condition, asked, amount, cents * CENT);
    const cents = leastCents(asked, (tried) => asked.isEnough(deedOf(tried)));
    if (cents !== null) return deedOf(cents);
  }
  return null;
}

function worth(condition: Sum | Trend, asked: Asked, amount: number, total: number): Deed {
  const { phrases, wordsOf } = asked.language;
  const attribute = 'attribute' in condition ? condition.attribute : undefined;
  const each = total / amount;
  const value = attribute === undefined ? valueWithin(condition, each) : valueWithin(condition, 1);
  const attributes = { ...condition.where?.attributes };
  if (attribute !== undefined) attributes[attribute] = each;
  const sum = attribute === undefined ? value * amount : total;
  return {
    sentence: phrases.change.sum(sum, phrases.events(condition, 2, wordsOf), 'more'),
    ...imagined(condition, amount, asked, () => ({ value, attributes })),
  };
}

/** What is missing, where that is known; otherwise found by doubling and halving. */
function leastCents(
  { distance }: Pick<Asked, 'distance'>,
  isEnough: (cents: number) => boolean,
): number | null {
  if (distance !== null) {
    const missing = Math.ceil(distance / CENT - 1e-6);
    const exact = [missing, missing + 1].find((cents) => cents > 0 && isEnough(cents));
    if (exact !== undefined) return exact;
  }
  let enough = 1;
  while (!isEnough(enough)) {
    enough *= 2;
    if (enough > MOST_CENTS) return null;
  }
  let less = Math.floor(enough / 2);
  while (enough - less > 1) {
    const middle = Math.floor((less + enough) / 2);
    if (isEnough(middle)) enough = middle;
    else less = middle;
  }
  return enough;
}
