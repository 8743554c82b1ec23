import { Command } from 'commander';
import type { Locale } from '../../fusion/index.ts';
import { withApplication } from '../application.ts';
import { findSegment } from '../find-segment.ts';
import { instantOf } from '../instant-option.ts';
import { localeOption } from '../locale-option.ts';
import type { CommonOptions } from '../options.ts';
import { runs } from '../run-command.ts';
import { portraitText } from '../terminal/portrait-text.ts';

interface Options extends CommonOptions {
  readonly from?: string;
  readonly until?: string;
  readonly locale: Locale;
}

/** `portrait segments portrait <id>`: what a segment is like. */
export function segmentsPortraitCommand(): Command {
  const command = new Command('portrait')
    .description('say what sets a segment apart, who is typical, what members do, and how it moves')
    .argument('<id>', 'the segment')
    .option('--from <time>', 'since when size and flows are told (default: 30 days before the end)')
    .option('--until <time>', 'until when they are told (default: now)')
    .addOption(localeOption());
  return runs<Options>(command, async (context, { from, until, locale }, id) => {
    const configuration = await context.configuration();
    return withApplication(context, configuration, async ({ services }) => {
      const segment = await findSegment(services.store, id!);
      const portrait = await services.segments.portrait(segment.id, locale, {
        ...(from !== undefined && { from: instantOf('--from', from) }),
        ...(until !== undefined && { until: instantOf('--until', until) }),
      });
      const { behaviour, ...rest } = portrait;
      const found = await behaviour();
      return { data: { ...rest, ...found }, text: portraitText(portrait, found, locale) };
    });
  });
}
