import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '../contract/json.ts';

/**
 * A folder that only this user can enter, for what a program must be told in files: its settings
 * hold secrets, which must not stand on a command line that every user of the machine can read.
 */
export class PrivateFolder {
  /** What is removed in the end. */
  readonly path: string;
  /** Where the files lie. */
  readonly files: string;
  readonly #fileMode: number;

  private constructor(path: string, files: string, fileMode: number) {
    this.path = path;
    this.files = files;
    this.#fileMode = fileMode;
  }

  /**
   * @param isMounted whether the files are shown to a container, whose user is another one: then they
   * can be read by everybody who gets at them, in a folder within one that nobody else can enter
   */
  static async create(isMounted: boolean): Promise<PrivateFolder> {
    const path = await mkdtemp(join(tmpdir(), 'portrait-program-'));
    if (!isMounted) return new PrivateFolder(path, path, 0o600);
    const files = join(path, 'files');
    await mkdir(files);
    await chmod(files, 0o755);
    return new PrivateFolder(path, files, 0o644);
  }

  async write(name: string, content: Json): Promise<void> {
    await writeFile(join(this.files, name), JSON.stringify(content), { mode: this.#fileMode });
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}
