import { closeSync, openSync, writeSync } from 'node:fs';

const BUFFER_CHARACTERS = 1 << 16;

/** A text file written line by line through a small buffer. */
export class LineFile {
  private readonly descriptor: number;
  private buffer: string[] = [];
  private buffered = 0;

  constructor(file: string) {
    this.descriptor = openSync(file, 'w');
  }

  line(text: string): void {
    this.buffer.push(text);
    this.buffered += text.length;
    if (this.buffered > BUFFER_CHARACTERS) this.flush();
  }

  close(): void {
    this.flush();
    closeSync(this.descriptor);
  }

  private flush(): void {
    if (this.buffer.length > 0) writeSync(this.descriptor, `${this.buffer.join('\n')}\n`);
    this.buffer = [];
    this.buffered = 0;
  }
}

/** One line of a CSV file; null is an empty field. */
export function csvLine(values: readonly (string | number | boolean | null)[]): string {
  return values
    .map((value) => {
      const text = value === null ? '' : String(value);
      return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    })
    .join(',');
}
