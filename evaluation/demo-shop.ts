import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfiguration, type PortraitConfiguration } from '../config/index.ts';
import { defaultConnectors } from '../connectors/index.ts';
import { generateShop, type PersonTruth, type Truth } from '../demo/index.ts';
import { Application } from '../server/index.ts';
import type { Store } from '../store/index.ts';
import type { SuiteOptions } from './suite.ts';

/** A demo shop that was taken in and trained by the whole house, from its files on. */
export interface DemoShop {
  readonly application: Application;
  readonly truth: Truth;
  /** What the generator knows of users; the model never sees it. */
  truthOf(userIds: readonly string[]): Promise<Map<string, PersonTruth>>;
}

export interface DemoShopOptions {
  readonly seed: number;
  readonly users: number;
  readonly heads?: PortraitConfiguration['heads'];
  /** Only takes the sources in: there is no model. */
  readonly untrained?: boolean;
  /** Adds to what was taken in before the model is trained. */
  readonly beforeTraining?: (shop: DemoShop) => Promise<void>;
}

/** Makes a demo shop in a folder of its own, works with it, and removes it. */
export async function withDemoShop<Result>(
  { seed, users, heads = [], untrained = false, beforeTraining }: DemoShopOptions,
  { signal = new AbortController().signal, onProgress = () => undefined }: SuiteOptions,
  work: (shop: DemoShop) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'portrait-demo-'));
  try {
    onProgress(`Making a demo shop of ${users} users, seed ${seed}`);
    await generateShop({ seed, users, folder });
    const connectors = defaultConnectors();
    const configured = await loadConfiguration(join(folder, 'portrait.yaml'), { connectors });
    const log = () => undefined;
    const application = await Application.open({
      ...{ configuration: { ...configured, heads }, folder: join(folder, 'store') },
      ...{ clock: Date.now, log },
    });
    try {
      const truth = JSON.parse(await readFile(join(folder, 'truth.json'), 'utf8')) as Truth;
      const { store } = application.services;
      const shop = { application, truth, truthOf: truthReader(store, truth) };
      onProgress(`Taking in its sources${untrained ? '' : ' and training'}`);
      for (const { id } of configured.sources) {
        await application.sync(id, { signal, onProgress: () => undefined });
      }
      await beforeTraining?.(shop);
      if (!untrained) await application.train({ signal, onProgress: () => undefined });
      return await work(shop);
    } finally {
      await application.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function truthReader(store: Store, { users }: Truth): DemoShop['truthOf'] {
  const byCustomer = new Map(
    users.flatMap((person) => person.customerIds.map((id) => [id, person] as const)),
  );
  return async (userIds) => {
    const found = new Map<string, PersonTruth>();
    for (const [userId, ids] of await store.users.externalIds(userIds)) {
      const customer = ids.find(({ kind }) => kind === 'customer');
      const person = byCustomer.get(customer?.value ?? '');
      if (person !== undefined) found.set(userId, person);
    }
    return found;
  };
}
