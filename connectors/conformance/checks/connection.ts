import { ConformanceFailure, expect } from '../failure.ts';
import type { Check } from './check.ts';
import { closedPort } from './network.ts';

const INNARDS = /\n\s+at |\[object |undefined|NaN/;

export const connectionChecks = {
  'check-succeeds': {
    promise: '`check` reaches the source and says so.',
    async run(subject) {
      const { ok, message } = await subject.check();
      expect(ok, `check says: ${message}`);
      expect(message.trim().length > 10, 'check says nothing about what was reached');
    },
  },
  'check-fails-well': {
    promise: 'With a wrong setting `check` answers, does not throw, and says what to mend.',
    async run(subject) {
      const { wrong = {}, network } = subject.options;
      const cases = Object.entries(wrong);
      if (network !== undefined) {
        const address = await closedPort(network);
        cases.push(['nothing listens there', network.through(address)]);
      }
      expect(
        cases.length > 0,
        'it was not tried: give `wrong` configurations, or say in `notApplicable` why there are none',
      );
      for (const [what, config] of cases) {
        const { ok, message } = await subject.check(subject.config(config)).catch((error) => {
          const { message: words } = subject.connectorError(error, 'check');
          throw new ConformanceFailure(`${what}: check throws instead of answering: ${words}`);
        });
        expect(!ok, `${what}: check says that all is well`);
        expect(message.trim().length > 20, `${what}: "${message}" does not say what to do`);
        expect(!INNARDS.test(message), `${what}: the message shows innards: ${message}`);
      }
    },
  },
} satisfies Record<string, Check>;
