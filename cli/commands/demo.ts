import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { generateShop, MOST_USERS, readSummary, type ShopSummary } from '../../demo/index.ts';
import { type CommandContext, DEMO_FOLDER } from '../context.ts';
import { UsageError } from '../errors.ts';
import { type CommonOptions, wholeNumber } from '../options.ts';
import { runs } from '../run-command.ts';

export interface DemoOptions {
  readonly users: number;
  readonly seed: number;
}

/** The embedded store's folder, as the demo's configuration names it. */
const STORE = 'store';

export const DEMO_DEFAULTS: DemoOptions = { users: 2000, seed: 1 };

interface Options extends CommonOptions, DemoOptions {
  readonly fresh?: boolean;
}

/** `portrait demo`: writes the files of the demo shop. */
export function demoCommand(): Command {
  const command = new Command('demo')
    .description('make the demo shop: its files with their flaws, its truth, its portrait.yaml')
    .option('--users <number>', 'people in the shop', wholeNumber(1), DEMO_DEFAULTS.users)
    .option(
      '--seed <number>',
      'the same seed makes the same shop',
      wholeNumber(0),
      DEMO_DEFAULTS.seed,
    )
    .option('--folder <folder>', `where it goes (default: ${DEMO_FOLDER})`)
    .option('--fresh', 'delete another demo that lies there, with its store');
  return runs<Options>(command, async (context, options) => {
    const folder = path.resolve(options.folder ?? DEMO_FOLDER);
    if (options.fresh) await removeDemo(folder);
    const shop = await prepareDemo(context, folder, options);
    return { data: shop, text: describe(shop) };
  });
}

/**
 * Makes the demo shop, or takes the same one that lies there already.
 * @throws {UsageError} where another demo lies there: its store knows other people
 */
export async function prepareDemo(
  { progress }: CommandContext,
  folder: string,
  { users, seed }: DemoOptions,
): Promise<ShopSummary> {
  const known = readSummary(folder);
  if (known !== null && known.users === users && known.seed === seed) return known;
  if (known !== null || existsSync(path.join(folder, STORE))) {
    throw new UsageError(
      `There is another demo shop in ${folder}. Add --fresh to delete it with its store, or choose another --folder.`,
    );
  }
  if (users > MOST_USERS) throw new UsageError(`--users must be at most ${MOST_USERS}.`);
  const step = progress.step('Making the demo shop');
  const onProgress = (done: number, total: number): void => step.update(done, total, 'users');
  const shop = await generateShop({ seed, users, folder, onProgress });
  step.finish(`${users} users`);
  return shop;
}

/** Deletes what `generateShop` has written there, and the store made of it; nothing else. */
async function removeDemo(folder: string): Promise<void> {
  const shop = readSummary(folder);
  if (shop === null) return;
  const store = path.join(folder, STORE);
  if (existsSync(store)) {
    // Refused while a process has it open: it would go on writing into deleted files.
    const { openStore } = await import('../../store/index.ts');
    await (await openStore({ folder: store })).close();
  }
  for (const name of [...shop.files, STORE, 'shop.json', 'token']) {
    rmSync(path.join(folder, name), { recursive: true, force: true });
  }
}

function describe({ folder, users, rows }: ShopSummary): string {
  const shown = path.relative('.', folder) || '.';
  const counts = Object.entries(rows).map(
    ([name, count]) => `${count.toLocaleString('en')} ${name}`,
  );
  return `The demo shop of ${users.toLocaleString('en')} users is in ${shown}: ${counts.join(', ')}.
Next: portrait start, or step by step: portrait source sync --config ${path.join(shown, 'portrait.yaml')}`;
}
