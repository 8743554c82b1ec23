import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { partsFromBytes, partsToBytes } from './parts-bytes.ts';

type Parts = Map<string, Uint8Array>;

/**
 * Where a training leaves its state after every epoch, so that one that was killed goes on to the
 * same weights. It holds weights only, nothing of a user.
 */
export class TrainingCheckpoint {
  readonly #file: string;

  constructor(folder: string) {
    this.#file = path.join(folder, 'training-checkpoint');
  }

  /** Written beside and renamed, so that a kill leaves the old state or the new one. */
  async save(parts: Parts): Promise<void> {
    await mkdir(path.dirname(this.#file), { recursive: true });
    const beside = `${this.#file}.new`;
    await writeFile(beside, partsToBytes(parts));
    await rename(beside, this.#file);
  }

  /** The state of the last epoch; null where there is none that can be read. */
  async load(): Promise<Parts | null> {
    try {
      return partsFromBytes(await readFile(this.#file));
    } catch (error) {
      const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      // A file that cannot be read is worth no more than none: training starts anew.
      if (!isAbsent) await this.remove();
      return null;
    }
  }

  async remove(): Promise<void> {
    await rm(this.#file, { force: true });
  }
}
