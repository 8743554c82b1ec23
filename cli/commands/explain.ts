import { Command } from 'commander';
import type { Locale } from '../../fusion/index.ts';
import { withApplication } from '../application.ts';
import { UsageError } from '../errors.ts';
import { findSegment } from '../find-segment.ts';
import { findUser } from '../find-user.ts';
import { pastInstantOf } from '../instant-option.ts';
import { localeOption } from '../locale-option.ts';
import { type CommonOptions, wholeNumber } from '../options.ts';
import { runs } from '../run-command.ts';
import { explanationText, factorTable } from '../terminal/explanation-text.ts';

interface Options extends CommonOptions {
  readonly asOf?: string;
  readonly readOut?: boolean;
  readonly andNot?: string;
  readonly evidence?: number;
  readonly locale: Locale;
}

/** `portrait explain <user> <segment>`: why somebody is in a segment, or is not. */
export function explainCommand(): Command {
  const command = new Command('explain')
    .description('say why a user is in a segment, or is not, with the events behind it')
    .argument('<user>', 'a user id, or an external id as kind:value')
    .argument('<segment>', 'the id of a segment, or with --read-out the name of a read-out')
    .option('--read-out', 'explain what the model reads out of the user, such as lapse')
    .option(
      '--and-not <segment>',
      'compare with another segment: why in the one and not in the other',
    )
    .option('--as-of <time>', 'as it was then: an ISO date or instant')
    .option('--evidence <number>', 'how many of the events to show', wholeNumber(1))
    .addOption(localeOption());
  return runs<Options>(command, async (context, given, user, name) => {
    const { asOf, locale, readOut, andNot, evidence } = given;
    if (readOut === true && andNot !== undefined) {
      throw new UsageError('--and-not compares segments. Leave it out, or leave out --read-out.');
    }
    if (evidence !== undefined && andNot !== undefined) {
      throw new UsageError('A comparison shows no events. Leave out --evidence, or --and-not.');
    }
    const configuration = await context.configuration();
    return withApplication(context, configuration, async ({ services }) => {
      const { store, explanations, clock } = services;
      const options = {
        locale,
        ...(asOf !== undefined && { asOf: pastInstantOf('--as-of', asOf, clock()) }),
        ...(evidence !== undefined && { evidence }),
      };
      const userId = await findUser(store, user!);
      if (options.asOf !== undefined) await explanations.checkProfileAt(userId, options.asOf);
      if (readOut === true) {
        const answer = await explanations.explainReadOut(userId, name!, options);
        return { data: { userId, ...answer }, text: explanationText(answer, locale, evidence) };
      }
      const { id } = await findSegment(store, name!);
      if (andNot !== undefined) {
        const other = await findSegment(store, andNot);
        const { sentence, factors } = await explanations.contrast(userId, id, other.id, options);
        const data = { userId, segmentId: id, otherSegmentId: other.id, sentence, factors };
        return { data, text: [sentence, factorTable(factors, locale)].join('\n\n') };
      }
      const answer = await explanations.explain(userId, id, options);
      return {
        data: { userId, segmentId: id, ...answer },
        text: explanationText(answer, locale, evidence),
      };
    });
  });
}
