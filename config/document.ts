import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';
import { fillFromEnvironment } from './environment.ts';
import { type ConfigurationProblem, pathText } from './problem.ts';

type Path = readonly PropertyKey[];

/** A YAML file that knows where each of its values stands and which came from the environment. */
export class PositionedDocument {
  readonly problems: ConfigurationProblem[] = [];
  readonly #document: Document.Parsed;
  readonly #lines = new LineCounter();
  readonly #filled = new Set<unknown>();

  constructor(text: string, environment: Readonly<Record<string, string | undefined>>) {
    // The parser's pretty errors quote the line, which may hold a secret.
    const options = { lineCounter: this.#lines, prettyErrors: false };
    this.#document = parseDocument(text, options);
    for (const error of this.#document.errors) {
      const { line, col } = this.#lines.linePos(error.pos[0]);
      // The parser may quote what it stumbled over.
      const message = `YAML: ${error.message.replace(/: ".*"$/s, '')}`;
      this.problems.push({ line, column: col, path: '', message });
    }
    if (this.problems.length === 0) this.#fill(environment);
  }

  /** The file's values, with the environment filled in. @throws where aliases nest beyond reason */
  values(): unknown {
    return this.#document.toJS() ?? {};
  }

  /** Whether the value at a path, or anything in it, came from the environment. */
  isFilled(path: Path): boolean {
    return this.#filled.has(this.#nodeAt(path));
  }

  /** Where the value at a path stands, or the nearest one around it that is there. */
  problem(path: Path, message: string): ConfigurationProblem {
    for (let length = path.length; length > 0; length--) {
      const node = this.#nodeAt(path.slice(0, length));
      if (node?.range) return this.#at(node.range[0], path, message);
    }
    const start = this.#document.contents?.range?.[0] ?? 0;
    return this.#at(start, path, message);
  }

  /** Where a key of the map at a path stands. */
  keyProblem(path: Path, key: string, message: string): ConfigurationProblem {
    const map = path.length === 0 ? this.#document.contents : this.#nodeAt(path);
    const pair = isMap(map)
      ? map.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
      : undefined;
    const offset = isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
    const whole = [...path, key];
    return offset === undefined ? this.problem(whole, message) : this.#at(offset, whole, message);
  }

  #at(offset: number, path: Path, message: string): ConfigurationProblem {
    const { line, col } = this.#lines.linePos(offset);
    return { line, column: col, path: pathText(path), message };
  }

  #nodeAt(path: Path): Node | undefined {
    let node: unknown = this.#document.contents;
    for (const key of path) {
      if (isAlias(node)) node = node.resolve(this.#document);
      if (!node || typeof node !== 'object' || !('get' in node)) return undefined;
      node = (node as { get(key: unknown, keepScalar: true): unknown }).get(key, true);
    }
    return node as Node | undefined;
  }

  #fill(environment: Readonly<Record<string, string | undefined>>): void {
    visit(this.#document, {
      Scalar: (key, node) => {
        if (key === 'key' || typeof node.value !== 'string') return;
        const { text, filled, problems } = fillFromEnvironment(node.value, environment);
        node.value = text;
        if (filled) this.#filled.add(node);
        for (const message of problems) {
          const { line, col } = this.#lines.linePos(node.range?.[0] ?? 0);
          this.problems.push({ line, column: col, path: '', message });
        }
      },
    });
  }
}
