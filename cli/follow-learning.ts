import type { LearningStage, SegmentService } from '../segments/index.ts';
import type { Progress } from './terminal/progress.ts';

const WORDS: Readonly<Record<LearningStage, string>> = {
  READING: 'reading the shop',
  SENDING: 'handing it over',
  LEARNING: 'learning',
  JUDGING: 'judging everybody',
};

/** Shows how far the learning of segments is while work runs. Where nothing is learned nothing is shown. */
export async function followLearning<Result>(
  progress: Progress,
  { learnings }: Pick<SegmentService, 'learnings'>,
  work: () => Promise<Result>,
): Promise<Result> {
  let step: ReturnType<Progress['step']> | null = null;
  const leave = learnings.follow(({ stage, progress: done }) => {
    step ??= progress.step('Learning segments');
    step.update(done, 1, WORDS[stage]);
  });
  try {
    return await work();
  } finally {
    leave();
    (step as ReturnType<Progress['step']> | null)?.finish();
  }
}
