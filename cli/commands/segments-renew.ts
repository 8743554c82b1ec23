import { Command } from 'commander';
import { withApplication } from '../application.ts';
import { AbsentError } from '../errors.ts';
import { findSegment } from '../find-segment.ts';
import { followLearning } from '../follow-learning.ts';
import { runs } from '../run-command.ts';

/** `portrait segments renew [id]`: learns predictive and lookalike segments anew. */
export function segmentsRenewCommand(): Command {
  const command = new Command('renew')
    .description(
      'learn predictive and lookalike segments that are declared or of another model; with an id, that one in any case',
    )
    .argument('[id]', 'a segment to learn anew');
  return runs(command, async (context, _options, id) => {
    const configuration = await context.configuration();
    const report = await withApplication(context, configuration, async (application) => {
      const again =
        id === undefined ? null : [(await findSegment(application.services.store, id)).id];
      return followLearning(context.progress, application.segments, () =>
        application.renewSegments(again),
      );
    });
    const reasons = report.leftOut.map((left) => `${left.id}: ${left.reason}`);
    const asked = report.leftOut.find((left) => left.id === id);
    if (asked !== undefined) throw new AbsentError(asked.reason);
    const names = report.changed.join(', ');
    const first = names === '' ? 'Nothing had to be learned.' : `Learned: ${names}.`;
    return { data: report, text: [first, ...reasons].join('\n') };
  });
}
