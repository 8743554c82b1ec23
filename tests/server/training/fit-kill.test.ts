import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import {
  contentOf,
  defaultModalities,
  type FusionModel,
  type Origin,
} from '../../../fusion/index.ts';
import { readOrigin, writeOrigin } from '../../../server/training/origin-file.ts';
import { fit } from '../../../server/training/train-candidate.ts';
import { smallHistories, smallItems } from '../../fusion/training/small-shop.ts';
import type { FitOrder } from './fit-and-tell.ts';

const settings = {
  prepare: { factors: 4, candidates: 10, randomCandidates: 5, recency: 'fixed' },
  fit: { epochs: 4, batchSize: 20, patience: 10 },
};

const folder = mkdtempSync(path.join(os.tmpdir(), 'portrait-fit-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** In this process, undisturbed. */
function fitHere(users: number, from?: Origin): Promise<FusionModel> {
  const run = {
    ...{ modalities: defaultModalities(), settings, checkpoint: null },
    signal: new AbortController().signal,
    onProgress: () => undefined,
  };
  return fit({ ...run, ...(from && { from }) }, smallHistories(users), smallItems());
}

interface Ended {
  readonly signal: string | null;
  /** Of the model; null where it was killed. */
  readonly id: string | null;
  /** The epochs that it worked at, as far as it could tell. */
  readonly epochs: readonly string[];
}

function fitApart(order: Omit<FitOrder, 'settings'>): Promise<Ended> {
  return new Promise((done, fail) => {
    const script = path.join(import.meta.dirname, 'fit-and-tell.ts');
    const child = fork(script, [JSON.stringify({ ...order, settings })], {
      execArgv: ['--import', 'tsx'],
    });
    const epochs = new Set<string>();
    let id: string | null = null;
    child.on('message', (news: { readonly note?: string; readonly id?: string }) => {
      id = news.id ?? id;
      if (news.note !== undefined) epochs.add(news.note);
    });
    child.on('error', fail);
    child.on('close', (_, signal) => done({ signal, id, epochs: [...epochs] }));
  });
}

describe('a training killed with -9', () => {
  test('goes on to the same model, bit by bit, as if it had not been', async () => {
    const whole = await fitHere(30);
    const order = { folder: path.join(folder, 'plain'), from: null };
    const killed = await fitApart({ ...order, killedIn: 0 });
    assert.equal(killed.signal, 'SIGKILL');
    const resumed = await fitApart({ ...order, killedIn: null });
    assert.deepEqual(resumed.epochs, ['epoch 3 of 4', 'epoch 4 of 4']);
    // An id is the hash of everything that a model consists of.
    assert.equal(resumed.id, whole.id);
  });

  test('with a start from another model too, whichever of its two fits it was at', async () => {
    const { id: modelId, network, reader } = await fitHere(40);
    const file = path.join(folder, 'other');
    await writeOrigin(file, { modelId, network, items: contentOf(reader.itemIds, smallItems()) });
    const whole = await fitHere(30, await readOrigin(file));
    const order = { folder: path.join(folder, 'warm'), from: file };
    for (const killedIn of [0, 1]) {
      const { signal } = await fitApart({ ...order, killedIn });
      assert.equal(signal, 'SIGKILL');
    }
    const resumed = await fitApart({ ...order, killedIn: null });
    assert.deepEqual(resumed.epochs, ['epoch 3 of 4', 'epoch 4 of 4']);
    assert.equal(resumed.id, whole.id);
  });
});
