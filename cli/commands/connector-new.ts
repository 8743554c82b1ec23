import path from 'node:path';
import { Command } from 'commander';
import { scaffoldConnector } from '../../connectors/index.ts';
import { runs } from '../run-command.ts';

/** `portrait connector new <name>`: a connector to begin with, which passes conformance as it is. */
export function connectorNewCommand(): Command {
  const command = new Command('new')
    .description('write a new connector with its test, to be changed to what your API gives')
    .argument('<name>', 'what it is called in portrait.yaml, such as shop-orders');
  return runs(command, async ({ folder }, _options, name: string) => {
    const written = await scaffoldConnector(name, folder);
    const shown = path.relative(folder, written);
    const text = [
      `Wrote ${shown}. It reads a practice source and keeps the contract:`,
      `  portrait connector test ./${shown}`,
      'Change connector.ts to what your API gives and conformance-setup.ts to its sandbox, then',
      `  npm install ./${shown}`,
      `and write \`connector: ${name}\` in portrait.yaml.`,
    ].join('\n');
    return { data: { name, folder: written }, text };
  });
}
