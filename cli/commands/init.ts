import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { CONFIGURATION_FILE } from '../context.ts';
import { environmentExample, initialConfiguration } from '../initial-configuration.ts';
import { runs } from '../run-command.ts';

/** `portrait init`: writes a commented configuration for a shop of one's own. */
export function initCommand(): Command {
  const command = new Command('init').description(
    'write a commented portrait.yaml and .env.example; what is there already is kept',
  );
  return runs(command, async ({ folder }) => {
    mkdirSync(folder, { recursive: true });
    const written: string[] = [];
    const kept: string[] = [];
    for (const [name, content] of [
      [CONFIGURATION_FILE, initialConfiguration()],
      ['.env.example', environmentExample()],
    ] as const) {
      (writeNew(path.join(folder, name), content) ? written : kept).push(name);
    }
    const lines = [
      ...written.map((name) => `Wrote ${path.join(folder, name)}`),
      ...kept.map((name) => `Kept ${path.join(folder, name)}, which was there already`),
      'Next: declare your sources in portrait.yaml, then `portrait source check`.',
    ];
    return { data: { folder, written, kept }, text: lines.join('\n') };
  });
}

/** Whether the file was not there; an existing one is left as it is. */
function writeNew(file: string, content: string): boolean {
  try {
    writeFileSync(file, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
