import { Command } from 'commander';
import type { ErasureReceipt, Whom } from '../../privacy/index.ts';
import { withApplication } from '../application.ts';
import { AbsentError } from '../errors.ts';
import type { CommonOptions } from '../options.ts';
import { runs } from '../run-command.ts';
import { instant, table } from '../terminal/table.ts';

interface Options extends CommonOptions {
  readonly dryRun?: boolean;
}

/** `portrait erase <user>`: takes away all that is kept of a person, and prints the receipt. */
export function eraseCommand(): Command {
  const command = new Command('erase')
    .description('erase a user: all that is kept of the person, with a receipt of every place')
    .argument('<user>', 'a user id, or an external id as kind:value')
    .option('--dry-run', 'say how much that is, and change nothing');
  return runs<Options>(command, async (context, { dryRun = false }, user) => {
    const configuration = await context.configuration();
    return withApplication(context, configuration, async (application) => {
      const receipt = await application.erasures.erase(whomOf(user!), { dryRun });
      if (receipt === null) {
        throw new AbsentError(
          'There is no such user, and none of that id was erased. Give a user id, which begins with u_, or an external id as kind:value.',
        );
      }
      const profilesUpdated = receipt.dryRun || receipt.again ? 0 : await application.update();
      return { data: { ...receipt, profilesUpdated }, text: describe(receipt) };
    });
  });
}

function whomOf(user: string): Whom {
  const colon = user.indexOf(':');
  if (colon <= 0) return { userId: user };
  return { externalId: { kind: user.slice(0, colon), value: user.slice(colon + 1) } };
}

function describe(receipt: ErasureReceipt): string {
  const { id, erasedAt, dryRun, again, places, neighbours, left, toldUntil, remains } = receipt;
  const at = instant(erasedAt);
  const head = dryRun
    ? 'This was a dry run: nothing was changed.'
    : `${again ? 'Was erased already' : 'Erased'} at ${at}. Receipt ${id}.`;
  const rows = places.filter(({ count }) => count > 0).map(({ place, count }) => [place, count]);
  const told = `Made anew without the person: ${neighbours} other users. Told as left: ${left} memberships, by the bare user id, until ${instant(toldUntil)} at the latest.`;
  const stays = remains.map(({ what, id: name, version, why }) => [what, name, version, why]);
  return [
    head,
    table(['what', 'how much'], rows),
    told,
    ...(stays.length === 0
      ? []
      : [`What cannot be undone:\n${table(['what', 'id', 'version', 'why'], stays)}`]),
  ].join('\n\n');
}
