import type { ScoreLearner } from '../../segments/index.ts';
import type { FitPlace } from './fit-apart.ts';
import type { LearnNews, LearnOrder } from './learn-process.ts';
import { inParts, workApart } from './work-apart.ts';

/** The process that learned segments ended before it was done. */
export class LearningEndedError extends Error {
  override readonly name = 'LearningEndedError';

  constructor(how: string) {
    super(`The segment was not learned, the process ended early: ${how}. Nothing was changed.`);
  }
}

/** Learns as `learnScores` does, in a process of its own. @param signal ends it */
export function learnApart(
  { modalities, baseFolder }: Omit<FitPlace, 'checkpointFolder'>,
  signal: AbortSignal,
): ScoreLearner {
  return (orders, { id: modelId, fusion }, { users, items, now }, tell = () => undefined) => {
    function* sent(): Generator<LearnOrder> {
      let told = 0;
      for (const part of inParts(users)) {
        yield { kind: 'users', users: part };
        told += part.length;
        tell('SENDING', told, users.length);
      }
      for (const part of inParts(items)) yield { kind: 'items', items: part };
      const parts = fusion.toParts();
      yield { kind: 'begin', orders, modelId, parts, modalities, baseFolder, now };
    }
    return workApart({
      ...{ script: new URL('./learn-process.ts', import.meta.url), orders: sent(), signal },
      hear(told: LearnNews) {
        if (told.kind === 'progress') {
          tell(told.stage, told.done, told.total);
          return null;
        }
        if (told.kind === 'scores') return { result: told.scores };
        throw new LearningEndedError(`${told.name}, ${told.message}`);
      },
      ended: (how) => new LearningEndedError(how),
    });
  };
}
