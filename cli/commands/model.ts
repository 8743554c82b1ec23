import path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import type { ModelRow } from '../../store/index.ts';
import { withApplication } from '../application.ts';
import type { CommandContext } from '../context.ts';
import type { CommonOptions } from '../options.ts';
import { type CommandResult, runs } from '../run-command.ts';
import { instant, table } from '../terminal/table.ts';

type Life = import('../../server/index.ts').Application['life'];

/** `portrait model …`: without a word after it, the list. */
export function modelCommand(): Command {
  return new Command('model')
    .description('list models, try one beside the serving one, let it serve, take it back')
    .addCommand(listCommand(), { isDefault: true })
    .addCommand(shadowCommand())
    .addCommand(compareCommand())
    .addCommand(promoteCommand())
    .addCommand(rollbackCommand())
    .addCommand(retireCommand())
    .addCommand(exportCommand());
}

function listCommand(): Command {
  const command = new Command('list').description('every model with its state, newest first');
  return runs(command, (context) =>
    withLife(context, async (life) => {
      const models = (await life.list()).map(shown);
      const rows = models.map((model) => [
        ...[model.version, model.id.slice(0, 12), model.state.toLowerCase()],
        ...[progressText(model), instant(model.createdAt), instant(model.promotedAt)],
      ]);
      const titles = ['version', 'id', 'state', 'profiles', 'trained', 'served since'];
      const none = 'There is no model yet. Train one: portrait train.';
      return { data: { models }, text: rows.length === 0 ? none : table(titles, rows) };
    }),
  );
}

function shadowCommand(): Command {
  const command = new Command('shadow')
    .description('have the profiles of a model made and kept beside the served ones')
    .argument('<version>', 'which model', modelVersion);
  return runs<CommonOptions>(command, (context, _options, version) =>
    withLife(context, async (life) => {
      const model = shown(await life.shadow(Number(version)));
      const text = `Model ${version} is a shadow. \`portrait serve\` and \`portrait worker\` make its profiles in the background; \`portrait model list\` shows how far they are.`;
      return { data: { model }, text };
    }),
  );
}

function compareCommand(): Command {
  const command = new Command('compare')
    .description('how a shadow foretells live events beside the model that serves')
    .argument('<version>', 'which model', modelVersion);
  return runs<CommonOptions>(command, (context, _options, version) =>
    withLife(context, async (life) => {
      const { id } = await life.byVersion(Number(version));
      const comparison = await life.comparison(id);
      if (comparison === null) {
        const text = `Model ${version} was not compared yet: as a shadow it is, on events that come in.`;
        return { data: { comparison }, text };
      }
      const rows = (['ndcg', 'logLikelihood'] as const).map((name) => {
        const { candidate, serving, low, high } = comparison[name];
        const numbers = [candidate, serving, low, high].map((value) => value.toFixed(4));
        return [name === 'ndcg' ? 'NDCG@10' : 'log-likelihood', ...numbers];
      });
      const titles = ['figure', `model ${version}`, 'serving', 'difference from', 'to'];
      const text = `${table(titles, rows)}\nOn ${comparison.users.toLocaleString('en')} users.`;
      return { data: { comparison }, text };
    }),
  );
}

function promoteCommand(): Command {
  const command = new Command('promote')
    .description('let a model serve, once all of its profiles are made')
    .argument('<version>', 'which model', modelVersion);
  return runs<CommonOptions>(command, (context, _options, version) =>
    withLife(context, async (life) => {
      const step = context.progress.step('Profiles');
      const { model, before } = await life.finishAndPromote(Number(version), {
        signal: context.signal,
        onProgress: (users) => step.update(users, null, 'users'),
      });
      step.finish();
      return switched(model, before);
    }),
  );
}

function rollbackCommand(): Command {
  const command = new Command('rollback').description(
    'let the model serve again that served before the one that does now',
  );
  return runs(command, (context) =>
    withLife(context, async (life) => {
      const { model, before } = await life.rollback();
      return switched(model, before);
    }),
  );
}

function retireCommand(): Command {
  const command = new Command('retire')
    .description('give up a model that does not serve: its profiles go, its weights stay')
    .argument('<version>', 'which model', modelVersion);
  return runs<CommonOptions>(command, (context, _options, version) =>
    withLife(context, async (life) => {
      const model = shown(await life.retire(Number(version)));
      return { data: { model }, text: `Model ${version} is retired; its profiles are gone.` };
    }),
  );
}

function exportCommand(): Command {
  const command = new Command('export')
    .description(
      'write what of a model another shop may start its training from: nothing of a user',
    )
    .argument('<version>', 'which model', modelVersion)
    .argument('<file>', 'where to');
  return runs<CommonOptions>(command, async (context, _options, version, file) => {
    const configuration = await context.configuration();
    const { writeOrigin } = await import('../../server/index.ts');
    await withApplication(context, configuration, async (application) =>
      writeOrigin(path.resolve(context.folder, file), await application.originOf(Number(version))),
    );
    const text = `Model ${version} is in ${file}. Start from it: portrait train --from ${file}`;
    return { data: { version: Number(version), file }, text };
  });
}

async function withLife(
  context: CommandContext,
  work: (life: Life) => Promise<CommandResult>,
): Promise<CommandResult> {
  const configuration = await context.configuration();
  return withApplication(context, configuration, ({ life }) => work(life));
}

function switched(model: ModelRow, before: ModelRow | null): CommandResult {
  const now = shown(model);
  const was = before === null ? null : shown(before);
  const kept =
    was === null ? '' : ` in place of model ${was.version}. \`portrait model rollback\` undoes it`;
  return { data: { model: now, before: was }, text: `Model ${now.version} serves${kept}.` };
}

/** What is printed of a model. */
function shown({ encoding, config: _config, ...model }: ModelRow) {
  const progress = encoding && { ...encoding, cursor: undefined, sequence: undefined };
  return { ...model, progress };
}

function progressText({ progress, readyAt, state }: ReturnType<typeof shown>): string {
  if (progress === null) return state === 'SHADOW' ? 'waiting' : 'none';
  if (progress.finishedAt === null) return `${progress.users} of ${progress.total}`;
  return readyAt === null && state === 'SHADOW' ? `${progress.users}, segments to come` : 'ready';
}

function modelVersion(text: string): number {
  const version = Number(text);
  if (Number.isSafeInteger(version) && version > 0) return version;
  throw new InvalidArgumentError('Give the version as `portrait model list` shows it: 1, 2, 3.');
}
