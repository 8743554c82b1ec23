import stringWidth from 'string-width';

/** Rows as columns of text, a Chinese character two columns wide; numbers stand to the right. */
export function table(
  header: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  const cells = rows.map((row) => row.map(cell));
  const widths = header.map((title, column) =>
    Math.max(...[title, ...cells.map((row) => row[column]!)].map((text) => stringWidth(text))),
  );
  const numeric = header.map((_, column) => rows.some((row) => typeof row[column] === 'number'));
  const line = (row: readonly string[]): string =>
    row
      .map((text, column) => {
        const space = ' '.repeat(widths[column]! - stringWidth(text));
        return numeric[column] ? `${space}${text}` : `${text}${space}`;
      })
      .join('  ')
      .trimEnd();
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)].join(
    '\n',
  );
}

function cell(value: string | number | null): string {
  if (value === null) return '-';
  if (typeof value === 'string') return value;
  return Number.isInteger(value) ? value.toLocaleString('en') : value.toFixed(3);
}

/** An instant in milliseconds as people read it; `-` for none. */
export function instant(at: number | null): string {
  return at === null ? '-' : new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}
