import { readFile } from 'node:fs/promises';

/** The flags that `npm start` gives to Node: what is measured under them takes the memory that it takes there. */
export async function startFlags(): Promise<string[]> {
  const { scripts } = JSON.parse(
    await readFile(new URL('../package.json', import.meta.url), 'utf8'),
  );
  const command = (scripts.start as string).split(' ');
  return command.slice(0, command.indexOf('--import')).filter((part) => part.startsWith('--'));
}
