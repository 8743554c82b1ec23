import { Command } from 'commander';
import type { Application, TrainingReport } from '../../server/index.ts';
import { withApplication } from '../application.ts';
import type { CommandContext } from '../context.ts';
import { runs } from '../run-command.ts';

/** `portrait train`: trains a model on all that was taken in, and lets it serve. */
export function trainCommand(): Command {
  const command = new Command('train').description(
    'train a model on what was taken in, let it serve, and renew all profiles',
  );
  return runs(command, async (context) => {
    const configuration = await context.configuration();
    const report = await withApplication(context, configuration, (application) =>
      train(context, application),
    );
    const { modelId, users, backend, seconds } = report;
    const text = `Model ${modelId} serves; trained on ${users.toLocaleString('en')} users in ${seconds.toFixed(1)} s.\nBackend: ${backend}`;
    return { data: report, text };
  });
}

export async function train(
  { progress, signal }: CommandContext,
  application: Application,
): Promise<TrainingReport> {
  let step = progress.step('Training');
  let reached = 0;
  const report = await application.train({
    signal,
    onProgress: (done, total, note) => {
      // Where the count begins anew, the next piece of work has begun.
      if (done / total < reached / 2) {
        step.finish();
        step = progress.step(`Training, ${note}`);
      }
      reached = done / total;
      step.update(done, total, note);
    },
  });
  step.finish(`model ${report.modelId}`);
  return report;
}
