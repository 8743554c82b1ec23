// Runs every code block of the docs the way a reader would, in a fresh checkout: first `npm start`,
// the queries against it, then, with the server stopped, the commands one after the other.
import assert from 'node:assert/strict';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { loadConfiguration } from '../../config/index.ts';
import { defaultConnectors } from '../../connectors/index.ts';
import { blocksOf, type CodeBlock } from './blocks.ts';
import { arrive, type Newcomer } from './newcomer.ts';
import { statementsOf } from './transcript.ts';

const root = resolve(import.meta.dirname, '../..');
const files = globSync(['README*.md', 'docs/*.md', 'examples/*/README.md'], { cwd: root }).sort();
const blocks = files.flatMap((file) =>
  blocksOf(join(root, file)).map((block): CodeBlock => ({ ...block, file })),
);
/** Blocks that show output or a picture; they are read, not run. */
const SHOWN = new Set(['text', 'mermaid']);
/** Here what is shown below commands is what they answer. */
const TRANSCRIPTS = new Set(['docs/explanations.md']);
const RUN = new Set(['bash', 'graphql', 'yaml', 'json', 'ts']);

function each(language: string, check: (block: CodeBlock, index: number) => Promise<void> | void) {
  for (const [index, block] of blocks.entries()) {
    if (block.language !== language) continue;
    test(`${block.file}:${block.line}`, () => check(block, index));
  }
}

/** What a command block leaves to run here: the server is started and the suite run elsewhere. */
function commandsOf(block: CodeBlock): string {
  return block.text
    .split('\n')
    .filter((line) => !/^(npm start|npm test|git clone .*|cd portrait)\b/.test(line.trim()))
    .join('\n')
    .trim();
}

/** What a transcript shows below a command, with nothing but an empty line between. */
function shownBelow({ file, line, text }: CodeBlock, index: number): CodeBlock | null {
  const next = blocks[index + 1];
  const follows = next?.file === file && next.line === line + text.split('\n').length + 3;
  return TRANSCRIPTS.has(file) && follows && next.language === 'text' ? next : null;
}

test('every block names a language that is run or shown', () => {
  for (const { file, line, language } of blocks) {
    assert.ok(SHOWN.has(language) || RUN.has(language), `${file}:${line}: "${language}"`);
  }
});

describe('the docs', () => {
  let newcomer: Newcomer;
  let server: Awaited<ReturnType<Newcomer['start']>>;

  before(async () => {
    newcomer = arrive(root);
    server = await newcomer.start();
  });
  after(async () => {
    await server?.stop();
    newcomer?.leave();
  });

  describe('queries', () => {
    each('graphql', async ({ text }) => {
      const response = await fetch(`${server.address}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${server.token}`,
        },
        body: JSON.stringify({ query: text }),
      });
      const answer = (await response.json()) as { errors?: unknown; data?: object };
      assert.equal(response.status, 200, JSON.stringify(answer));
      assert.equal(answer.errors, undefined, JSON.stringify(answer));
      // An example that names somebody who is not there shows nothing.
      for (const value of Object.values(answer.data ?? { data: null })) {
        assert.ok(value !== null);
        assert.notDeepEqual(value, {}, 'answered by what is missing');
      }
    });
  });

  describe('commands, with the server stopped', () => {
    before(() => server.stop());
    each('bash', async (block, index) => {
      const commands = commandsOf(block);
      if (commands === '') return;
      const { status, output } = await newcomer.run(commands);
      assert.equal(status, 0, output.slice(-4000));
      const shown = shownBelow(block, index);
      if (shown === null) return;
      const told = new Set(statementsOf(output));
      for (const statement of statementsOf(shown.text)) {
        assert.ok(told.has(statement), `${shown.file}:${shown.line}: ${statement}\n${output}`);
      }
    });
  });

  describe('configurations', () => {
    each('yaml', async ({ text, file, line }) => {
      const place = join(newcomer.folder, `docs-${line}.yaml`);
      writeFileSync(place, text);
      await assert.doesNotReject(
        loadConfiguration(place, { connectors: defaultConnectors() }),
        `${file}:${line}`,
      );
    });
  });

  describe('code', () => {
    each('ts', async ({ text }, index) => {
      const [, file, content] = /^\/\/ (\S+\.ts)\n(.*)$/s.exec(text) ?? [];
      if (file !== undefined) {
        // A block that names a file is that file, which is checked with all the others.
        assert.equal(content!.trim(), readFileSync(join(root, file), 'utf8').trim());
        return;
      }
      writeFileSync(join(newcomer.folder, `docs-block-${index}.ts`), text);
      const { status, output } = await newcomer.run(
        `node_modules/.bin/tsc --noEmit 2>&1 | grep '^docs-block-${index}' && exit 1 || true`,
      );
      assert.equal(status, 0, output);
    });
  });

  describe('documents', () => {
    each('json', ({ text }) => {
      assert.doesNotThrow(() => JSON.parse(text));
    });
  });
});

test('README.zh-CN.md shows the same blocks as README.md', () => {
  const of = (file: string) =>
    blocksOf(join(root, file)).map(({ language, text }) => `${language}\n${text}`);
  assert.deepEqual(of('README.zh-CN.md'), of('README.md'));
  const headings = (file: string) =>
    readFileSync(join(root, file), 'utf8').match(/^#+ /gm)?.join('') ?? '';
  assert.equal(headings('README.zh-CN.md'), headings('README.md'));
});
