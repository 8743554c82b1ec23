import { adaptationToParts, policyFromText } from '../../fusion/index.ts';
import type { PolicyLearner } from '../../profiles/index.ts';
import type { PolicyNews, PolicyOrder } from './learn-policy-process.ts';
import { inParts, workApart } from './work-apart.ts';

/** The process in which the adaptation policy went on learning ended before it was done. */
export class PolicyLearningEndedError extends Error {
  override readonly name = 'PolicyLearningEndedError';

  constructor(how: string) {
    super(
      `The adaptation policy learned nothing, the process ended early: ${how}. It tries again.`,
    );
  }
}

/** Learns as `learnOn` does, in a process of its own. @param signal ends it */
export function learnPolicyApart(signal: AbortSignal): PolicyLearner {
  return async (model, streams, seed) => {
    function* sent(): Generator<PolicyOrder> {
      for (const part of inParts(streams)) yield { kind: 'streams', streams: part };
      yield { kind: 'begin', parts: adaptationToParts(model), seed };
    }
    const policy = await workApart({
      ...{ script: new URL('./learn-policy-process.ts', import.meta.url), orders: sent(), signal },
      hear(told: PolicyNews) {
        if (told.kind === 'policy') return { result: told.policy };
        throw new PolicyLearningEndedError(`${told.name}, ${told.message}`);
      },
      ended: (how) => new PolicyLearningEndedError(how),
    });
    return policy === null ? null : policyFromText(policy, model);
  };
}
