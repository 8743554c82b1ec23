import {
  adaptationFromParts,
  type LoggedStream,
  learnOn,
  policyToText,
} from '../../fusion/index.ts';
import { type Failed, serveOrders } from './serve-orders.ts';

/** What the process in which a policy goes on learning is told. */
export type PolicyOrder =
  | { readonly kind: 'streams'; readonly streams: readonly LoggedStream[] }
  | {
      readonly kind: 'begin';
      /** The model of adaptation as it is stored, with the policy that decides now. */
      readonly parts: ReadonlyMap<string, Uint8Array>;
      readonly seed: number;
    };

/** What it tells: the later policy as it is stored, null where nothing better came of it. */
export type PolicyNews = { readonly kind: 'policy'; readonly policy: string | null } | Failed;

// A policy goes on learning in a process of its own: it takes seconds, in which others would wait.
const streams: LoggedStream[] = [];

serveOrders<PolicyOrder, PolicyNews>(async (order) => {
  if (order.kind === 'streams') {
    streams.push(...order.streams);
    return null;
  }
  const model = adaptationFromParts(order.parts);
  const policy = model === null ? null : learnOn(model, streams, { seed: order.seed });
  return { kind: 'policy', policy: policy === null ? null : policyToText(policy) };
});
