import path from 'node:path';
import { Command } from 'commander';
import type { DataQuality, FitMetrics, HeadReport, Origin, WarmStart } from '../../fusion/index.ts';
import type { Application, TrainingReport } from '../../server/index.ts';
import { withApplication } from '../application.ts';
import type { CommandContext } from '../context.ts';
import { DataQualityError, QualityError } from '../errors.ts';
import type { CommonOptions } from '../options.ts';
import { runs } from '../run-command.ts';

interface TrainOptions extends CommonOptions {
  readonly strict?: boolean;
  readonly candidate?: boolean;
  readonly from?: string;
}

/** `portrait train`: trains a model on all that was taken in, and lets it serve. */
export function trainCommand(): Command {
  const command = new Command('train')
    .description('train a model on what was taken in, let it serve, and renew all profiles')
    .option('--candidate', 'only save it; `portrait model` shadows and promotes it')
    .option(
      '--from <model>',
      "start from a model too, this shop's by its number or another shop's exported file, and keep what is better",
    )
    .option('--strict', 'refuse where a source or the data have quality warnings');
  return runs<TrainOptions>(command, async (context, options) => {
    const { strict = false, candidate = false, from } = options;
    const configuration = await context.configuration();
    const report = await withApplication(context, configuration, async (application) => {
      await lookAtQuality(context, application, strict);
      return train(context, application, {
        candidate,
        onDataQuality: (quality) => lookAtData(context, quality, strict),
        ...(from !== undefined && { from: await originOf(context, application, from) }),
      });
    });
    const more = `${startedFrom(report.metrics, from)}${voicesText(report.metrics)}${headsText(report.metrics)}`;
    const text = `${outcomeText(report)}\nBackend: ${report.backend}\n${covered(report.metrics)}${more}`;
    return { data: report, text };
  });
}

/** What became of the training. */
export function outcomeText({
  version,
  isNew,
  state,
  users,
  seconds,
}: Pick<TrainingReport, 'version' | 'isNew' | 'state' | 'users' | 'seconds'>): string {
  const trained = `trained on ${users.toLocaleString('en')} users in ${seconds.toFixed(1)} s.`;
  if (isNew) return `Model ${version} ${IS[state]}; ${trained}`;
  return `This is model ${version} again, which ${IS[state]}: the data and settings are those it was trained with, so there is no new one; ${trained}`;
}

const IS: Readonly<Record<TrainingReport['state'], string>> = {
  CANDIDATE: 'is a candidate',
  SHADOW: 'is a shadow',
  SERVING: 'serves',
  RETIRED: 'is retired',
};

/** Which share of the users has what. */
function covered(metrics: unknown): string {
  const { coverage } = (metrics as { readonly dataQuality: DataQuality }).dataQuality;
  const shares = coverage.map(({ modality, share }) => `${modality} ${(100 * share).toFixed(0)} %`);
  return `Users who have it: ${shares.join(', ')}`;
}

/** Reads the model to start from: a number names one of this shop, anything else a file. */
async function originOf(
  { folder }: CommandContext,
  application: Application,
  from: string,
): Promise<Origin> {
  if (/^\d+$/.test(from)) return application.originOf(Number(from));
  const { readOrigin } = await import('../../server/index.ts');
  return readOrigin(path.resolve(folder, from));
}

/** What the other model was worth. */
function startedFrom(metrics: unknown, from: string | undefined): string {
  const { warmStart } = metrics as { readonly warmStart?: WarmStart };
  if (warmStart === undefined || from === undefined) return '';
  const { kept, scratch, warm } = warmStart;
  if (warm.loss === null || scratch.loss === null) {
    return `\nStarted from nothing: there is nobody to compare it with a start from ${from} on.`;
  }
  const figures = [scratch, warm].map(
    ({ loss, ndcgAt20 }) =>
      `loss ${loss?.toFixed(4)}, NDCG@20 ${ndcgAt20?.toFixed(4) ?? 'unknown'}`,
  );
  const what = kept ? `Started from ${from}` : `Started from nothing, ${from} was no help`;
  return `\n${what}; on users held out from nothing ${figures[0]}, from it ${figures[1]}.`;
}

/** That nobody chose who is heard. */
export function voicesText(metrics: unknown): string {
  const { voicesProblem } = metrics as Partial<FitMetrics>;
  if (voicesProblem === undefined) return '';
  return `\nAll modalities have a voice in lists: ${voicesProblem}.`;
}

/** What became of the shop's own heads. */
function headsText(metrics: unknown): string {
  const { heads = [] } = metrics as { readonly heads?: readonly HeadReport[] };
  return heads
    .map(({ name, rows, problem }) =>
      problem === null
        ? `\nThe head '${name}' was learned from ${rows.toLocaleString('en')} labels.`
        : `\nThe head '${name}' was left out: ${problem}.`,
    )
    .join('');
}

/** @throws {QualityError} where it is strict and a source has open warnings */
async function lookAtQuality(
  { output }: CommandContext,
  application: Application,
  strict: boolean,
): Promise<void> {
  const sources = await application.services.sources.quality();
  const warnings = sources.flatMap(({ sourceId, warnings }) =>
    warnings.map(({ stream, message }) => `${sourceId} / ${stream}: ${message}`),
  );
  if (warnings.length === 0) return;
  if (strict) throw new QualityError(warnings);
  for (const warning of warnings) output.note(`Warning: ${warning}`);
}

/** @throws {DataQualityError} where it is strict and the data have defects */
function lookAtData({ output }: CommandContext, { warnings }: DataQuality, strict: boolean): void {
  if (strict && warnings.length > 0) throw new DataQualityError(warnings);
  for (const { message } of warnings) output.note(`Warning: ${message}`);
}

/** What is worked on once a network was trained: the other start of `--from`, or what everybody's profile is made by. */
export function pieceAfterTraining(note: string): string {
  return note === 'profiles' ? 'Profiles' : 'Training from that model';
}

export async function train(
  { progress, signal }: CommandContext,
  application: Application,
  hooks: Omit<Parameters<Application['train']>[0], 'signal' | 'onProgress'> = {},
): Promise<TrainingReport> {
  let step = progress.step('Training');
  let reached = 0;
  const report = await application.train({
    ...hooks,
    signal,
    onProgress: (done, total, note) => {
      // Where the count begins anew, the next piece of work has begun.
      if (done / total < reached / 2) {
        step.finish();
        step = progress.step(pieceAfterTraining(note));
      }
      reached = done / total;
      step.update(done, total, note);
    },
  });
  step.finish(`model ${report.version}`);
  return report;
}
