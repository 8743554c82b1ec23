import type { Json } from '../../store/index.ts';
import type { Assignment } from '../learned/assign.ts';
import type { TraceNode } from '../rules/trace.ts';
import type { ScoredVerdict } from '../scored/judge-scored.ts';
import type { ScoredKind } from '../scored/scored-ask.ts';

/** What is stored with a membership: the very trace that decided, or where the user fell. */
export type Proof =
  | { readonly kind: 'RULE'; readonly trace: TraceNode }
  | {
      readonly kind: 'LEARNED';
      readonly groupingId: string;
      readonly group: number;
      readonly assigned: number;
      readonly confidences: readonly number[];
      readonly margin: number;
      readonly confidence: number;
    }
  | {
      readonly kind: ScoredKind;
      /** The value that decided. */
      readonly confidence: number;
      readonly threshold: number;
      /** Why the value does not decide; null where it does. */
      readonly leftOut: ScoredVerdict['leftOut'];
    };

export function ruleProof(trace: TraceNode): Proof {
  return { kind: 'RULE', trace };
}

export function learnedProof(groupingId: string, group: number, found: Assignment): Proof {
  return {
    kind: 'LEARNED',
    groupingId,
    group,
    assigned: found.group,
    confidences: found.confidences,
    margin: found.margins[group],
    confidence: found.confidences[group],
  };
}

export function scoredProof(kind: ScoredKind, { value, threshold, leftOut }: ScoredVerdict): Proof {
  return { kind, confidence: value, threshold, leftOut };
}

/** A proof as the store takes it. */
export function proofToJson(proof: Proof): Json {
  return proof as unknown as Json;
}

/** A stored proof; it was written by `proofToJson`. */
export function proofFromJson(json: Json): Proof {
  return json as unknown as Proof;
}
