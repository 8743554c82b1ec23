import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { createGzip, type Gzip } from 'node:zlib';
import { DAY, monthOf, SHOP_START } from '../time.ts';
import type { Spool } from './spool.ts';

/**
 * Writes a spool's rows as text, one file a month.
 * @param header first line of every file; null where the format has none
 * @returns the files, relative to `folder`
 */
export async function writeMonthlyText(
  spool: Spool,
  folder: string,
  extension: '.csv' | '.jsonl.gz',
  header: string | null,
): Promise<string[]> {
  const files: string[] = [];
  let open: MonthFile | null = null;
  for (const { day, rows } of spool.days()) {
    const name = `${monthOf(SHOP_START + day * DAY)}${extension}`;
    if (name !== files.at(-1)) {
      await open?.close();
      open = new MonthFile(path.join(folder, name), extension === '.jsonl.gz');
      files.push(name);
      if (header !== null) await open.write(`${header}\n`);
    }
    if (rows.length > 0) await open!.write(`${rows.join('\n')}\n`);
  }
  await open?.close();
  return files;
}

class MonthFile {
  private readonly file: WriteStream;
  private readonly input: WriteStream | Gzip;

  constructor(name: string, zipped: boolean) {
    this.file = createWriteStream(name);
    this.input = zipped ? createGzip({ level: 4 }) : this.file;
    if (this.input !== this.file) this.input.pipe(this.file);
  }

  async write(text: string): Promise<void> {
    if (!this.input.write(text)) await once(this.input, 'drain');
  }

  async close(): Promise<void> {
    this.input.end();
    await finished(this.file);
  }
}
