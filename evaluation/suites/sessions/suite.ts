import { openBackend } from '../../../fusion/index.ts';
import type { Suite } from '../../suite.ts';
import { evaluateDemoSessions, SESSION_SETTINGS } from './demo.ts';

const SEED = 1;
const USERS = 1500;

/** Whether an open session tells that a purchase is near, and that a visitor is a program. */
export const sessionsSuite: Suite = {
  name: 'sessions',
  description: 'Near purchases and planted programs by open sessions of the demo shop.',
  async run(options) {
    const seed = options.seeds?.[0] ?? SEED;
    const { figures, baselines } = await evaluateDemoSessions(seed, USERS, options);
    return {
      ...{ figures, baselines, spread: {}, seeds: [seed] },
      settings: { users: USERS, ...SESSION_SETTINGS },
      backend: (await openBackend()).kind,
    };
  },
};
