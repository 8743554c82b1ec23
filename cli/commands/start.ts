import path from 'node:path';
import { Command } from 'commander';
import { TooFewProfilesError } from '../../segments/index.ts';
import type { Application } from '../../server/index.ts';
import { withApplication } from '../application.ts';
import { CONFIGURATION_FILE, type CommandContext, DEMO_FOLDER } from '../context.ts';
import { wholeNumber } from '../options.ts';
import { releaseMemory } from '../release-memory.ts';
import { runs } from '../run-command.ts';
import { isSentTo } from '../sources.ts';
import { DEMO_DEFAULTS, type DemoOptions, prepareDemo } from './demo.ts';
import { addServeOptions, type ServeOptions, serve } from './serve.ts';
import { syncSources } from './source-sync.ts';
import { train } from './train.ts';

interface Options extends ServeOptions, DemoOptions {}

/** `portrait start`: everything from nothing to a served API; what is there already is reused. */
export function startCommand(): Command {
  const command = addServeOptions(
    new Command('start')
      .description(
        'take in, train, form segments and serve; the demo shop where there is no portrait.yaml',
      )
      .option('--users <number>', 'people in the demo shop', wholeNumber(1), DEMO_DEFAULTS.users)
      .option('--seed <number>', "the demo shop's seed", wholeNumber(0), DEMO_DEFAULTS.seed),
  );
  return runs<Options>(command, async (context, options) => {
    const file = context.configurationFile() ?? (await demoConfiguration(context, options));
    const configuration = await context.configuration(file);
    return withApplication(context, configuration, async (application) => {
      const read = configuration.sources.filter((source) => !isSentTo(source));
      const ids = read.map(({ id }) => id);
      const reports = await syncSources(context, application, ids);
      for (const { sourceId, failure } of reports) {
        if (failure !== null)
          context.output.note(`${sourceId} / ${failure.stream}: ${failure.message}`);
      }
      releaseMemory();
      await prepareServing(context, application);
      return serve(context, configuration, application, options);
    });
  });
}

async function demoConfiguration(context: CommandContext, options: DemoOptions): Promise<string> {
  const folder = path.join(context.folder, DEMO_FOLDER);
  await prepareDemo(context, folder, options);
  releaseMemory();
  return path.join(folder, CONFIGURATION_FILE);
}

/** Trains and forms segments the first time; later only brings profiles up to date. */
async function prepareServing(context: CommandContext, application: Application): Promise<void> {
  const { progress, signal, output } = context;
  const { store } = application.services;
  if (await canServe(context, application)) {
    const step = progress.step('Updating profiles');
    const users = await application.update((done) => step.update(done, null, 'users'));
    step.finish(`${users} users`);
  } else if (!(await trained(context, application))) {
    return;
  }
  signal.throwIfAborted();
  // A start that was interrupted may have left a model without its learned segments.
  if ((await store.segments.all()).some(({ kind }) => kind === 'LEARNED')) return;
  const step = progress.step('Forming segments');
  try {
    const { segments } = await application.formSegments();
    step.finish(`${segments.length} learned segments`);
  } catch (error) {
    if (!(error instanceof TooFewProfilesError)) throw error;
    step.finish('none');
    output.note(error.message);
  }
}

/** Whether a model serves; one that another version of the program made, and this one cannot read, is no model. */
async function canServe({ output }: CommandContext, { models }: Application): Promise<boolean> {
  const { ModelFormatError } = await import('../../fusion/index.ts');
  try {
    return (await models.active()) !== null;
  } catch (error) {
    if (!(error instanceof ModelFormatError)) throw error;
    output.note(`${error.message} It is trained anew now.`);
    return false;
  }
}

/** Whether there is a model now; a shop with nothing to learn from is served without one. */
async function trained(context: CommandContext, application: Application): Promise<boolean> {
  const { NothingToLearnError } = await import('../../server/index.ts');
  try {
    await train(context, application);
    releaseMemory();
    return true;
  } catch (error) {
    if (!(error instanceof NothingToLearnError)) throw error;
    context.output.note(error.message);
    return false;
  }
}
