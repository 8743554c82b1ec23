import { existsSync } from 'node:fs';
import path from 'node:path';
import type { PortraitConfiguration } from '../config/index.ts';
import type { Store } from '../store/index.ts';
import { AbsentError } from './errors.ts';

const DEFAULT_FOLDER = path.join('.portrait', 'store');

/** The folder of the embedded store; null where the configuration names a server. */
export function storeFolder({ baseFolder, store }: PortraitConfiguration): string | null {
  return store.url === undefined ? path.resolve(baseFolder, store.folder ?? DEFAULT_FOLDER) : null;
}

/**
 * Runs work on the configured store alone, without models or services.
 * @throws {AbsentError} where nothing was taken in yet
 */
export async function withStore<Result>(
  configuration: PortraitConfiguration,
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  const folder = storeFolder(configuration);
  if (folder !== null && !existsSync(folder)) {
    throw new AbsentError(
      'There is no store yet. Run `portrait source sync` to take in your sources.',
    );
  }
  const { openStore } = await import('../store/index.ts');
  const { url, schema } = configuration.store;
  const store = await openStore(
    folder === null ? { url: url!, ...(schema === undefined ? {} : { schema }) } : { folder },
  );
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
