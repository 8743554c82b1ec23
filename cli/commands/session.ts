import { Command } from 'commander';
import type { SessionReading } from '../../profiles/index.ts';
import { withApplication } from '../application.ts';
import { findUser } from '../find-user.ts';
import { instantOf } from '../instant-option.ts';
import type { CommonOptions } from '../options.ts';
import { runs } from '../run-command.ts';
import { instant, table } from '../terminal/table.ts';

interface Options extends CommonOptions {
  readonly at?: string;
}

const SHOWN = 5;

/** `portrait session <user>`: what somebody is about right now. */
export function sessionCommand(): Command {
  const command = new Command('session')
    .description(
      'say what a user looks for right now, whether a purchase is near, and if it is a robot',
    )
    .argument('<user>', 'a user id, or an external id as kind:value')
    .option('--at <time>', 'at another instant: an ISO date or instant');
  return runs<Options>(command, async (context, { at }, user) => {
    const asOf = at === undefined ? Date.now() : instantOf('--at', at);
    const configuration = await context.configuration();
    return withApplication(context, configuration, async ({ services }) => {
      const { store, sessions } = services;
      const userId = await findUser(store, user!);
      const profile = (await store.profiles.byIds([userId])).get(userId);
      const session = profile === undefined ? null : await sessions.read(profile, asOf);
      return { data: { userId, session }, text: told(session, profile !== undefined) };
    });
  });
}

function told(session: SessionReading | null, hasProfile: boolean): string {
  if (!hasProfile) return 'The user has no profile yet: portrait train.';
  if (session === null) return 'No session is open.';
  const { startedAt, lastEventAt, eventIds, interests, purchaseProbability } = session;
  const purchase =
    purchaseProbability === null
      ? 'The model has not learned whether a purchase is near.'
      : `A purchase within ${session.withinMinutes} minutes: ${share(purchaseProbability)}.`;
  return [
    `Open since ${instant(startedAt)}, last event ${instant(lastEventAt)}, ${eventIds.length} events.`,
    purchase,
    `Like a program: ${session.robotLikeness.toFixed(2)} of 1${session.isRobot ? ', so it is taken for one' : ''}.`,
    '',
    table(
      ['category', 'now', 'usually'],
      interests
        .slice(0, SHOWN)
        .map(({ category, weight, usualWeight }) => [category, share(weight), share(usualWeight)]),
    ),
  ].join('\n');
}

function share(part: number): string {
  return `${(100 * part).toFixed(0)}%`;
}
