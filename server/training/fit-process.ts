import type { HeadDeclaration, Item, UserHistory } from '../../fusion/index.ts';
import { loadModalities } from '../modalities/load-modalities.ts';
import { fit } from './train-candidate.ts';
import { TrainingCheckpoint } from './training-checkpoint.ts';

/** What the process that fits a model is told. */
export type FitOrder =
  | { readonly kind: 'users'; readonly users: readonly UserHistory[] }
  | { readonly kind: 'items'; readonly items: readonly Item[] }
  | {
      readonly kind: 'begin';
      readonly modalities: readonly string[];
      readonly baseFolder: string;
      readonly settings: Readonly<Record<string, unknown>>;
      readonly heads: readonly HeadDeclaration[];
      readonly checkpointFolder: string | null;
    };

/** What it tells. */
export type FitNews =
  | {
      readonly kind: 'progress';
      readonly done: number;
      readonly total: number;
      readonly note: string;
    }
  | { readonly kind: 'model'; readonly parts: ReadonlyMap<string, Uint8Array> }
  | { readonly kind: 'failed'; readonly name: string; readonly message: string };

// Fits a model in a process of its own, so that whoever serves goes on serving. It has no store: it is
// sent what to learn from, and leaves nothing behind but the checkpoint, which holds weights only.
const users: UserHistory[] = [];
const items: Item[] = [];
const tell = (news: FitNews): Promise<void> =>
  new Promise((done) => process.send?.(news, undefined, {}, () => done()));

process.on('disconnect', () => process.exit(1));
process.on('message', async (order: FitOrder) => {
  if (order.kind === 'users') users.push(...order.users);
  else if (order.kind === 'items') items.push(...order.items);
  else {
    await tell(await work(order));
    process.exit(0);
  }
});

async function work(order: Extract<FitOrder, { kind: 'begin' }>): Promise<FitNews> {
  try {
    const model = await fit(
      {
        modalities: await loadModalities([...order.modalities], order.baseFolder),
        settings: order.settings,
        heads: order.heads,
        checkpoint:
          order.checkpointFolder === null ? null : new TrainingCheckpoint(order.checkpointFolder),
        signal: new AbortController().signal,
        onProgress: (done, total, note) => {
          void tell({ kind: 'progress', done, total, note });
        },
      },
      users,
      items,
    );
    return { kind: 'model', parts: model.toParts() };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error('unknown');
    return { kind: 'failed', name, message };
  }
}
