import { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { problemOf } from '../errors.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { runs } from '../run-command.ts';
import { chosenSources, type ReadySource, readySource } from '../sources.ts';

const TIMEOUT_MS = 30_000;

export interface SourceCheck {
  readonly source: string;
  readonly connector: string;
  readonly ok: boolean;
  readonly message: string;
}

/** `portrait source check [id]`: says whether sources can be reached. */
export function sourceCheckCommand(): Command {
  const command = new Command('check')
    .description('say whether sources can be reached and read')
    .argument('[id]', 'one source; all of them if left out');
  return runs(command, async (context, _options, id?: string) => {
    const checks = await checkSources(context, id);
    const text = checks
      .map(
        ({ source, connector, ok, message }) =>
          `${ok ? 'ok ' : 'BAD'} ${source} (${connector}): ${message}`,
      )
      .join('\n');
    const exitCode = checks.every(({ ok }) => ok) ? EXIT_CODES.ok : EXIT_CODES.problems;
    return { data: { sources: checks }, text, exitCode };
  });
}

export async function checkSources(context: CommandContext, id?: string): Promise<SourceCheck[]> {
  const configuration = await context.configuration();
  const sources = chosenSources(configuration, id).map((source) =>
    readySource(context, configuration, source, TIMEOUT_MS),
  );
  return Promise.all(sources.map(checkSource));
}

async function checkSource(source: ReadySource): Promise<SourceCheck> {
  const named = { source: source.id, connector: source.connectorName };
  try {
    const { ok, message } = await source.connector.check(source.config, source.context);
    return { ...named, ok, message };
  } catch (error) {
    return { ...named, ok: false, message: problemOf(error).message };
  }
}
