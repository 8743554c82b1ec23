import { appendFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { DAY, SHOP_DAYS, SHOP_START } from '../time.ts';

const LINES_IN_MEMORY = 100_000;

/**
 * Puts rows that are made user by user into the order in which they reached the shop. Rows wait in a
 * heap for each day, on disk once there are many, so that one day at a time is all that is sorted.
 */
export class Spool {
  private readonly heaps: string[][] = Array.from({ length: SHOP_DAYS }, () => []);
  private readonly onDisk = new Set<number>();
  private waiting = 0;
  rows = 0;

  /**
   * @param folder where heaps are kept; it is made when needed and removed at the end
   * @param linesInMemory rows that may wait in memory
   */
  constructor(
    private readonly folder: string,
    private readonly linesInMemory = LINES_IN_MEMORY,
  ) {}

  /** @param arrivedAt when the row reached the shop; rows after the last day come with that day */
  add(arrivedAt: number, row: string): void {
    const day = Math.floor((arrivedAt - SHOP_START) / DAY);
    this.heaps[Math.min(SHOP_DAYS - 1, Math.max(0, day))]!.push(`${arrivedAt}\t${row}`);
    this.rows++;
    if (++this.waiting >= this.linesInMemory) this.putOnDisk();
  }

  /** The rows of each day in turn, by arrival; rows that arrived together stay as they were added. */
  *days(): Generator<{ day: number; rows: string[] }> {
    for (const [day, heap] of this.heaps.entries()) {
      const stored = this.onDisk.has(day) ? readFileSync(this.file(day), 'utf8').split('\n') : [];
      const rows = [...stored.filter((row) => row !== ''), ...heap].map((text) => {
        const tab = text.indexOf('\t');
        return { at: Number(text.slice(0, tab)), row: text.slice(tab + 1) };
      });
      this.heaps[day] = [];
      rows.sort((left, right) => left.at - right.at);
      yield { day, rows: rows.map(({ row }) => row) };
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private putOnDisk(): void {
    mkdirSync(this.folder, { recursive: true });
    for (const [day, heap] of this.heaps.entries()) {
      if (heap.length === 0) continue;
      appendFileSync(this.file(day), `${heap.join('\n')}\n`);
      this.onDisk.add(day);
      this.heaps[day] = [];
    }
    this.waiting = 0;
  }

  private file(day: number): string {
    return path.join(this.folder, String(day));
  }
}
