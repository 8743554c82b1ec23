import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { EmbeddedEngine } from './engine.ts';
import { type FolderLock, lockFolder } from './lock.ts';

export interface OpenedEngine {
  readonly engine: EmbeddedEngine;
  close(): Promise<void>;
}

/** Opens the database of a folder under its lock, or one in memory. */
export async function openEngine(folder: string | null): Promise<OpenedEngine> {
  let lock: FolderLock | null = null;
  if (folder !== null) {
    await mkdir(folder, { recursive: true });
    lock = await lockFolder(resolve(folder));
  }
  try {
    const engine = await EmbeddedEngine.open(
      folder === null ? null : join(resolve(folder), 'database'),
    );
    return {
      engine,
      async close() {
        await engine.close();
        await lock?.release();
      },
    };
  } catch (error) {
    await lock?.release();
    throw error;
  }
}
