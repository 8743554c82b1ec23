import { type EventHead, type HeadDeclaration, HeadError, tryHead } from '../../fusion/index.ts';
import { durationMilliseconds } from '../rules/duration.ts';
import { RuleError } from '../rules/rule-error.ts';
import { unknownName } from '../rules/unknown-name.ts';
import type { FittedScore } from './fitted-score.ts';
import { NotLearnableError } from './not-learnable-error.ts';
import type { Prediction } from './scored-ask.ts';
import type { ShopKnowledge } from './shop-knowledge.ts';

/** The event that a purchase is, in whichever modality. */
const PURCHASE = 'purchase';
const SEED = 1;

/**
 * Learns what a prediction asks for on earlier time, with what became of it later; or takes the
 * read-out that it names, and tries the head behind it on later time.
 * @throws {RuleError} for an unknown name, {NotLearnableError} where there is too little to learn from
 */
export function fitPredictive(predicts: Prediction, shop: ShopKnowledge): FittedScore {
  const { head } = predicts;
  if (head !== undefined) return readOutScore(head, shop);
  const declaration = declarationOf(predicts, shop);
  return { ...tried(declaration, shop, true), seedIds: [], seedsGone: 0 };
}

function declarationOf({ buys, lapses }: Prediction, { categories }: ShopKnowledge): EventHead {
  if (buys !== undefined) {
    const { category, within } = buys;
    if (category !== undefined && !categories.includes(category)) {
      const problem = unknownName('predicts.buys.category', 'category', category, categories);
      throw new RuleError([problem], 'segment');
    }
    const label = {
      ...{ events: PURCHASE, withinMs: durationMilliseconds(within), measure: 'any' as const },
      ...(category !== undefined && { category }),
    };
    return { name: 'buys', kind: 'binary', label };
  }
  const withinMs = durationMilliseconds(lapses?.within ?? '');
  return {
    name: 'lapses',
    kind: 'binary',
    label: { withinMs, measure: 'none', activeMs: withinMs },
  };
}

function readOutScore(name: string, shop: ShopKnowledge): FittedScore {
  const { fusion } = shop.model;
  const score = fusion.readOutScore(name, shop.end);
  if (score === null) {
    const problem = unknownName('predicts.head', 'read-out', name, fusion.readOutNames);
    throw new RuleError([problem], 'segment');
  }
  if (score.scale !== 'log-odds') {
    const message = 'is a number and no probability; write a rule such as: predicted spend >= 100';
    throw new RuleError([{ path: 'predicts.head', message, suggestion: null }], 'segment');
  }
  const served = { output: null, seedIds: [], seedsGone: 0 };
  const { heads = [] } = fusion.settings as { readonly heads?: readonly HeadDeclaration[] };
  const declaration = heads.find((declared) => declared.name === name);
  if (declaration === undefined || !isEventHead(declaration)) {
    return { ...served, outcomes: null };
  }
  return { ...served, outcomes: tried(declaration, shop, false).outcomes };
}

function isEventHead(declaration: HeadDeclaration): declaration is EventHead {
  return declaration.kind === 'binary' && !('trait' in declaration.label);
}

function tried(
  declaration: EventHead,
  { model, histories, readerAt, categoriesOf, end }: ShopKnowledge,
  recalibrate: boolean,
): Pick<FittedScore, 'output' | 'outcomes'> {
  const { network, reader } = model.fusion;
  const training = { network, reader, readerAt, users: histories, categoriesOf, seed: SEED };
  try {
    const trial = tryHead(declaration, training, end, recalibrate);
    const { output, validation, heldOut, heldOutFrom: from } = trial;
    const held = { on: 'LATER_TIME', from, until: end } as const;
    return { output, outcomes: { validation, heldOut, held, probable: true } };
  } catch (error) {
    if (!(error instanceof HeadError)) throw error;
    throw new NotLearnableError(
      `Too little is known to predict this: ${error.message}. Take in more history, or describe the segment by a rule.`,
      { cause: error },
    );
  }
}
