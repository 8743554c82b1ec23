import { readFileSync } from 'node:fs';

/** A fenced block of a document. */
export interface CodeBlock {
  readonly file: string;
  /** The line of the opening fence, counted from 1. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
}

/** All fenced blocks of a Markdown file, in order. */
export function blocksOf(file: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let open: { line: number; language: string; lines: string[] } | null = null;
  for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    if (!line.startsWith('```')) {
      open?.lines.push(line);
      continue;
    }
    if (open === null) {
      open = { line: index + 1, language: line.slice(3).trim(), lines: [] };
    } else {
      const { line: first, language, lines } = open;
      blocks.push({ file, line: first, language, text: lines.join('\n') });
      open = null;
    }
  }
  if (open !== null) throw new Error(`${file}:${open.line}: this fence is never closed.`);
  return blocks;
}
