import type { HeadDeclaration, Item, SessionSettings, UserHistory } from '../../fusion/index.ts';
import { loadModalities } from '../modalities/load-modalities.ts';
import { fit } from '../training/train-candidate.ts';
import { TrainingCheckpoint } from '../training/training-checkpoint.ts';
import { type Failed, serveOrders } from './serve-orders.ts';

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
      readonly sessions: SessionSettings | undefined;
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
  | Failed;

// Fits a model in a process of its own, so that whoever serves goes on serving. It is sent what to learn
// from, and leaves nothing behind but the checkpoint, which holds weights only.
const users: UserHistory[] = [];
const items: Item[] = [];

serveOrders<FitOrder, FitNews>(async (order, tell) => {
  if (order.kind === 'users') users.push(...order.users);
  else if (order.kind === 'items') items.push(...order.items);
  else {
    const { modalities, baseFolder, settings, heads, checkpointFolder } = order;
    const model = await fit(
      {
        ...{ settings, heads, modalities: await loadModalities([...modalities], baseFolder) },
        ...(order.sessions && { sessions: order.sessions }),
        checkpoint: checkpointFolder === null ? null : new TrainingCheckpoint(checkpointFolder),
        signal: new AbortController().signal,
        onProgress: (done, total, note) => tell({ kind: 'progress', done, total, note }),
      },
      users,
      items,
    );
    return { kind: 'model', parts: model.toParts() };
  }
  return null;
});
