import path from 'node:path';
import { Command } from 'commander';
import type { PortraitConfiguration } from '../../config/index.ts';
import type { Application } from '../../server/index.ts';
import { withApplication } from '../application.ts';
import type { CommandContext } from '../context.ts';
import { type CommonOptions, wholeNumber } from '../options.ts';
import { releaseMemory } from '../release-memory.ts';
import { type CommandResult, runs } from '../run-command.ts';
import { storeFolder } from '../store-of.ts';
import { followSchedules } from './serve-schedule.ts';

export interface ServeOptions extends CommonOptions {
  readonly host?: string;
  readonly port?: number;
}

export function addServeOptions(command: Command): Command {
  return command
    .option('--host <address>', 'where to listen (default: as configured, 127.0.0.1)')
    .option(
      '--port <number>',
      'on which port; 0 picks a free one (default: as configured, 4000)',
      wholeNumber(0),
    );
}

/** `portrait serve`: serves GraphQL until it is told to stop. */
export function serveCommand(): Command {
  const command = addServeOptions(
    new Command('serve').description('serve GraphQL, its explorer and the start page'),
  );
  return runs<ServeOptions>(command, async (context, options) => {
    const configuration = await context.configuration();
    return withApplication(context, configuration, (application) =>
      serve(context, configuration, application, options),
    );
  });
}

/** Listens, says where, and stays until the command is interrupted. */
export async function serve(
  context: CommandContext,
  configuration: PortraitConfiguration,
  application: Application,
  options: ServeOptions,
): Promise<CommandResult | null> {
  const { output, signal } = context;
  await application.renewSegments();
  const { createServer, developmentToken } = await import('../../server/index.ts');
  const configured = configuration.server.token;
  const token = configured ?? (await developmentToken(tokenFolder(configuration)));
  const server = await createServer({
    application,
    token,
    host: options.host ?? configuration.server.host,
    port: options.port ?? configuration.server.port,
    push: await application.pushSources(),
    onError: (error, requestId) =>
      output.log('request failed', { requestId, error: nameOf(error) }),
  });
  // What the start has left behind would stay as long as there is room for it.
  releaseMemory();
  try {
    const address = await server.listen();
    application.follow();
    const sources = followSchedules(context, configuration, application);
    const shown = configured === undefined ? { address, token } : { address };
    output.result(
      shown,
      [
        `Portrait serves at ${address}`,
        ...(configured === undefined
          ? // The part behind the # stays in the browser: it reaches no server and no log.
            [`Start page: ${address}/#token=${token}`, `Development token: ${token}`]
          : [`Start page: ${address}/`, 'Token: as configured']),
        `GraphQL: ${address}/graphql`,
        'Ctrl+C ends it.',
      ].join('\n'),
    );
    if (!signal.aborted) await new Promise((done) => signal.addEventListener('abort', done));
    await sources;
  } finally {
    await server.close();
  }
  return null;
}

/** Beside the store, so that what belongs to one deployment lies together. */
function tokenFolder(configuration: PortraitConfiguration): string {
  const folder = storeFolder(configuration);
  return folder === null ? path.join(configuration.baseFolder, '.portrait') : path.dirname(folder);
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
