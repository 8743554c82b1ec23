import { Command } from 'commander';
import { runs } from '../run-command.ts';
import { chosenSources, readySource } from '../sources.ts';

const TIMEOUT_MS = 120_000;

/** `portrait source discover [id]`: lists the streams that sources have, with their fields. */
export function sourceDiscoverCommand(): Command {
  const command = new Command('discover')
    .description('list the streams that sources have, with keys and fields')
    .argument('[id]', 'one source; all of them if left out');
  return runs(command, async (context, _options, id?: string) => {
    const configuration = await context.configuration();
    const found = [];
    for (const declared of chosenSources(configuration, id)) {
      const source = readySource(context, configuration, declared, TIMEOUT_MS);
      const streams = await source.connector.discover(source.config, source.context);
      found.push({ source: source.id, connector: source.connectorName, streams });
    }
    const text = found.flatMap(({ source, streams }) =>
      streams.flatMap(({ name, primaryKey, cursor, fields }) => [
        `${source} / ${name}  key: ${primaryKey.join(', ') || 'its place'}  cursor: ${cursor ?? 'none'}`,
        ...fields.map(
          (field) => `  ${field.name}: ${field.type}${field.nullable ? ' or null' : ''}`,
        ),
      ]),
    );
    return { data: { sources: found }, text: text.join('\n') };
  });
}
