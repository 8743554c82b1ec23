import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

type Parts = Map<string, Uint8Array>;

/**
 * Where a training leaves its state after every epoch, so that one that was killed goes on to the
 * same weights. The file is a length (four bytes), that many bytes of JSON with the names and sizes of
 * the parts, and the parts. It holds weights only, nothing of a user.
 */
export class TrainingCheckpoint {
  readonly #file: string;

  constructor(folder: string) {
    this.#file = path.join(folder, 'training-checkpoint');
  }

  /** Written beside and renamed, so that a kill leaves the old state or the new one. */
  async save(parts: Parts): Promise<void> {
    const sizes = [...parts].map(([name, bytes]) => [name, bytes.byteLength]);
    const header = Buffer.from(JSON.stringify(sizes));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(header.byteLength);
    await mkdir(path.dirname(this.#file), { recursive: true });
    const beside = `${this.#file}.new`;
    await writeFile(beside, Buffer.concat([length, header, ...parts.values()]));
    await rename(beside, this.#file);
  }

  /** The state of the last epoch; null where there is none that can be read. */
  async load(): Promise<Parts | null> {
    try {
      const bytes = await readFile(this.#file);
      const start = 4 + bytes.readUInt32LE(0);
      const sizes = JSON.parse(bytes.subarray(4, start).toString()) as [string, number][];
      let at = start;
      return new Map(
        sizes.map(([name, size]) => {
          at += size;
          return [name, bytes.subarray(at - size, at)];
        }),
      );
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
