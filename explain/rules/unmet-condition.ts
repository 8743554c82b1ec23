import type { Language } from '../../segments/index.ts';
import type { Json } from '../../store/index.ts';
import { capitalised } from '../capitalised.ts';
import type { UnmetCondition } from '../explanation.ts';
import type { FailingCondition } from './failing-conditions.ts';
import { gapOf } from './gap.ts';
import type { Statements } from './statements.ts';

/** How far a condition is from the verdict that is wanted of it, in numbers and in words. */
export function unmetCondition(
  failing: FailingCondition,
  language: Language,
  statements: Statements,
): UnmetCondition {
  const { leaf } = failing;
  const { distance, sentence, now } = gapOf(failing, language);
  const said =
    sentence === null
      ? (statements.get(leaf.path)?.text ?? leaf.path)
      : language.phrases.change.needed(sentence, now);
  return {
    path: leaf.path,
    sentence: capitalised(said),
    actual: leaf.observed,
    wanted: wantedOf(failing),
    distance,
  };
}

function wantedOf({ leaf, wanted }: FailingCondition): Json {
  const parameters = leaf.condition === null ? null : Object.values(leaf.condition)[0];
  const asked: Json = JSON.parse(JSON.stringify(parameters));
  return wanted === 'TRUE' ? asked : { not: asked };
}
