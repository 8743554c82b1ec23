import { expect } from '../failure.ts';
import { changeChecks } from './change.ts';
import type { Check } from './check.ts';
import { connectionChecks } from './connection.ts';
import { discoveryChecks } from './discovery.ts';
import { networkChecks } from './network.ts';
import { recordChecks } from './records.ts';
import { resourceChecks } from './resources.ts';
import { specChecks } from './spec.ts';
import { stateChecks } from './state.ts';

const secretChecks = {
  'secrets-hidden': {
    promise: 'In all that came before, no secret stood in a message, a state, an error or a log.',
    async run({ leaks }) {
      expect(leaks.length === 0, `a secret stands in ${leaks.join(', ')}`);
    },
  },
} satisfies Record<string, Check>;

/** All checks, in the order in which they run: those that change the source come late. */
export const checks = {
  ...specChecks,
  ...connectionChecks,
  ...discoveryChecks,
  ...recordChecks,
  ...stateChecks,
  ...resourceChecks,
  ...networkChecks,
  ...changeChecks,
  ...secretChecks,
};

export type CheckName = keyof typeof checks;
