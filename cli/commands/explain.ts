import { Command, Option } from 'commander';
import type { Locale } from '../../fusion/index.ts';
import { withApplication } from '../application.ts';
import { UsageError } from '../errors.ts';
import { findSegment } from '../find-segment.ts';
import { findUser } from '../find-user.ts';
import type { CommonOptions } from '../options.ts';
import { runs } from '../run-command.ts';
import { explanationText } from '../terminal/explanation-text.ts';

const LOCALES: readonly Locale[] = ['en', 'zh-CN'];

interface Options extends CommonOptions {
  readonly asOf?: string;
  readonly locale: Locale;
}

/** `portrait explain <user> <segment>`: why somebody is in a segment, or is not. */
export function explainCommand(): Command {
  const command = new Command('explain')
    .description('say why a user is in a segment, or is not, with the events behind it')
    .argument('<user>', 'a user id, or an external id as kind:value')
    .argument('<segment>', 'the id of a segment')
    .option('--as-of <time>', 'as it was then: an ISO date or instant')
    .addOption(
      new Option('--locale <language>', 'in which language').choices(LOCALES).default('en'),
    );
  return runs<Options>(command, async (context, { asOf, locale }, user, segment) => {
    const at = asOf === undefined ? undefined : instantOf(asOf);
    const configuration = await context.configuration();
    const explanation = await withApplication(context, configuration, async ({ services }) => {
      const userId = await findUser(services.store, user!);
      const { id } = await findSegment(services.store, segment!);
      const options = at === undefined ? { locale } : { asOf: at, locale };
      const answer = await services.explanations.explain(userId, id, options);
      return { userId, segmentId: id, ...answer };
    });
    return { data: explanation, text: explanationText(explanation) };
  });
}

/** @throws {UsageError} where the text is no date or instant */
function instantOf(text: string): number {
  const at = Date.parse(text);
  if (/^\d{4}-\d\d-\d\d/.test(text) && Number.isFinite(at)) return at;
  throw new UsageError(
    '--as-of must be an ISO date or instant such as 2026-06-30 or 2026-06-30T12:00:00Z.',
  );
}
