import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { graphql } from 'graphql';
import { parse, stringify } from 'yaml';
import { loadConfiguration } from '../../config/index.ts';
import { defaultConnectors } from '../../connectors/index.ts';
import { generateShop, SHOP_END } from '../../demo/index.ts';
import { blocksOf } from '../../docs/check/blocks.ts';
import { ModelRegistry } from '../../profiles/index.ts';
import { buildSchema, createRequestContext, LiveFeeds } from '../../resolvers/index.ts';
import { Application } from '../../server/index.ts';
import { loadModalities } from '../../server/modalities/load-modalities.ts';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../..');
const blocks = blocksOf(path.join(root, 'docs/modality.md'));
const block = (language: string) => blocks.find((one) => one.language === language)!.text;
const SMALL = {
  prepare: { factors: 4, candidates: 10, randomCandidates: 5 },
  fit: { epochs: 2, batchSize: 64 },
};

/** The package as the walk-through shows it, in the folder of a shop. */
function writePackage(folder: string): string[] {
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'package.json'), block('json'));
  return blocks.flatMap(({ language, text }) => {
    const [, file] = /^\/\/ examples\/support-tickets\/(\S+)\n/.exec(text) ?? [];
    if (language !== 'ts' || file === undefined) return [];
    writeFileSync(path.join(folder, file), text);
    return [file];
  });
}

/** The demo's portrait.yaml with what the walk-through adds. */
function extendConfiguration(file: string): void {
  const shop = parse(readFileSync(file, 'utf8'));
  const { modalities, sources, segments } = parse(block('yaml'));
  writeFileSync(
    file,
    stringify({
      ...shop,
      modalities,
      sources: [...shop.sources, ...sources],
      segments: [...shop.segments, ...segments],
      training: SMALL,
    }),
  );
}

describe('a modality from an outside package', () => {
  let folder: string;
  let application: Application;
  let callers: string[];

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'portrait-tickets-'));
    await generateShop({ seed: 7, users: 90, folder });
    const files = writePackage(path.join(folder, 'support-tickets'));
    assert.deepEqual(files.sort(), [
      'event-types.ts',
      'features.ts',
      'hashed-text.ts',
      'index.ts',
      'words.ts',
    ]);
    const script = path.join(root, 'examples/support-tickets/make-tickets.ts');
    await run(process.execPath, ['--import', 'tsx', script, folder], { cwd: root });
    extendConfiguration(path.join(folder, 'portrait.yaml'));
    const configuration = await loadConfiguration(path.join(folder, 'portrait.yaml'), {
      connectors: defaultConnectors(),
    });
    application = await Application.open({
      configuration,
      folder: null,
      clock: () => SHOP_END,
      log: () => undefined,
    });
    for (const { id } of configuration.sources) {
      const { failure } = await application.sync(id, {});
      assert.equal(failure, null, id);
    }
    const { signal } = new AbortController();
    await application.train({ signal, onProgress: () => undefined });
    await application.update();
    await application.formSegments();
    const members = await application.services.store.memberships.members('frequent-callers', {
      first: 100,
    });
    callers = members.rows.map(({ row }) => row.userId);
  });
  after(async () => {
    await application?.close();
    await rm(folder, { recursive: true });
  });

  test('a rule counts its events, and says so in both languages', async () => {
    assert.ok(callers.length > 5, `${callers.length}`);
    const { explanations } = application.services;
    const english = await explanations.explain(callers[0]!, 'frequent-callers', {});
    assert.match(english.sentence, /support tickets/);
    const chinese = await explanations.explain(callers[0]!, 'frequent-callers', {
      locale: 'zh-CN',
    });
    assert.match(chinese.sentence, /客服工单/);
    const told = chinese.evidence.map(({ modality, sentence }) => [modality, sentence]);
    assert.ok(told.length >= 3);
    for (const [modality, sentence] of told) {
      assert.equal(modality, 'tickets');
      assert.match(sentence!, /提交了工单/);
    }
    const first = english.evidence[0]!;
    assert.match(first.sentence, /^asked for help about '.+' by (mail|chat|phone)$/);
  });

  test('what a learned segment is explained by has factors of it, with words', async () => {
    const { explanations, store } = application.services;
    const learned = (await store.segments.all()).filter(({ kind }) => kind === 'LEARNED');
    const labels = { en: new Set<string>(), 'zh-CN': new Set<string>() };
    for (const locale of ['en', 'zh-CN'] as const) {
      for (const userId of callers.slice(0, 4)) {
        for (const { id } of learned) {
          const { factors } = await explanations.explain(userId, id, { locale });
          for (const { modality, label } of factors) {
            if (modality === 'tickets') labels[locale].add(label);
          }
        }
      }
    }
    assert.ok(labels.en.size > 0, 'no factor of tickets');
    const spoken = /ticket|what they ask about/;
    assert.ok(
      [...labels.en].every((label) => spoken.test(label)),
      [...labels.en].join('; '),
    );
    assert.ok([...labels['zh-CN']].every((label) => /工单|求助|咨询/.test(label)));
  });

  test('GraphQL shows it in profiles, as it shows the others', async () => {
    const { services } = application;
    const feed = new LiveFeeds(services.store, services.onBackgroundError, { pollMs: 20 });
    const { data, errors } = await graphql({
      schema: buildSchema(),
      source: `query ($id: ID!) { user(id: $id) { profile { modalities {
        name title present weight events features { name value }
      } } } }`,
      variableValues: { id: callers[0] },
      contextValue: createRequestContext(services, feed),
    });
    feed.close();
    assert.equal(errors, undefined);
    const { user } = JSON.parse(JSON.stringify(data));
    const tickets = user.profile.modalities.find(
      ({ name }: { name: string }) => name === 'tickets',
    );
    assert.equal(tickets.title, 'Support tickets');
    assert.equal(tickets.present, true);
    assert.ok(tickets.weight > 0 && tickets.events >= 3);
    assert.ok(tickets.features.length > 0);
  });

  test('a model that was trained with it says what is missing without it', async () => {
    const bare = new ModelRegistry(application.services.store, await loadModalities([], folder));
    await assert.rejects(
      bare.active(),
      /trained with tickets, which no modality is registered for. Name its package under `modalities:`/,
    );
  });

  test('nothing of ours names it', () => {
    const ours = globSync(
      '{bench,cli,config,connectors,demo,evaluation,explain,fusion,ingest,profiles,resolvers,schema,segments,server,store}/**/*.{ts,graphql}',
      { cwd: root },
    );
    assert.ok(ours.length > 500);
    const naming = ours.filter((file) =>
      /support.?ticket|['"`]tickets['"`]/i.test(readFileSync(path.join(root, file), 'utf8')),
    );
    assert.deepEqual(naming, []);
  });

  test('it imports what Portrait exports for it, and nothing else of ours', () => {
    for (const { language, text } of blocks) {
      if (language !== 'ts') continue;
      for (const [, from] of text.matchAll(/from '([^']+)'/g)) {
        assert.match(from!, /^(portrait\/modality|\.\/[a-z-]+\.ts)$/);
      }
    }
  });
});

describe('modalities that cannot be used', () => {
  test('are told by name, with what is wrong and what to do', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'portrait-modality-'));
    const load = (name: string) => loadModalities([name], folder);
    await assert.rejects(load('portrait-modality-absent'), {
      name: 'ModalityError',
      message:
        'The modality "portrait-modality-absent" of portrait.yaml cannot be loaded: it is not there. Install the package, or give a path from the folder of portrait.yaml that begins with a dot.',
    });
    writeFileSync(path.join(folder, 'half.mjs'), `export default { name: 'half', labels: 1 };`);
    await assert.rejects(load('./half.mjs'), /is no modality: .*title.*labels/);
    writeFileSync(path.join(folder, 'named.mjs'), `export const modality = {};`);
    await assert.rejects(load('./named.mjs'), /default export of the modality ".\/named.mjs"/);
    writeFileSync(path.join(folder, 'throws.mjs'), `throw new Error('No key.');`);
    await assert.rejects(load('./throws.mjs'), /cannot be loaded: No key\./);
    await rm(folder, { recursive: true });
  });
});
