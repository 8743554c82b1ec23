import { Command, InvalidArgumentError } from 'commander';
import { withApplication } from '../application.ts';
import { refuseUnknownSource, withKnownSource } from '../known-source.ts';
import type { CommonOptions } from '../options.ts';
import { runs } from '../run-command.ts';

/** `portrait source pause <id>`. */
export function sourcePauseCommand(): Command {
  const command = new Command('pause')
    .description('keep a source from being read until it is resumed')
    .argument('<id>', 'which source');
  return runs(command, (context, _options, id) =>
    withKnownSource(context, id!, async ({ sourceControls }) => {
      await sourceControls.pause(id!, Date.now());
      const text = `${id} is not read until \`portrait source resume ${id}\`.`;
      return { data: { source: id, state: 'PAUSED' }, text };
    }),
  );
}

/** `portrait source resume <id>`. */
export function sourceResumeCommand(): Command {
  const command = new Command('resume')
    .description('let a paused or removed source be read again')
    .argument('<id>', 'which source');
  return runs(command, (context, _options, id) =>
    withKnownSource(context, id!, async ({ sourceControls }) => {
      await sourceControls.resume(id!);
      return { data: { source: id }, text: `${id} is read again.` };
    }),
  );
}

interface QuarantineOptions extends CommonOptions {
  readonly reason?: string;
  readonly release?: boolean;
  readonly discard?: boolean;
}

const QUARANTINED = 'quarantined';

/** `portrait source quarantine <id> on|off`. */
export function sourceQuarantineCommand(): Command {
  const command = new Command('quarantine')
    .description('keep what a source gives aside, or let it in again')
    .argument('<id>', 'which source')
    .argument('<on|off>', 'on, or off', onOrOff)
    .option('--reason <text>', 'with on: why, for those who come after')
    .option('--release', 'with off: take in what was kept aside')
    .option('--discard', 'with off: drop what was kept aside');
  return runs<QuarantineOptions>(command, async (context, options, id, turn) => {
    const source = id!;
    if (turn === 'on') {
      return withKnownSource(context, source, async ({ sourceControls }) => {
        const reason = options.reason ?? 'A person switched it on.';
        await sourceControls.quarantine(source, reason, Date.now());
        const text = `What ${source} gives is kept aside from now on.`;
        return { data: { source, state: 'QUARANTINED' }, text };
      });
    }
    const configuration = await context.configuration();
    return withApplication(context, configuration, async (application) => {
      const { store, sources } = application.services;
      await refuseUnknownSource(store, sources.declared(), source);
      await store.sourceControls.release(source, Date.now());
      const chosen = { sourceId: source, reason: QUARANTINED };
      const discarded = options.discard === true ? await sources.discard(chosen) : 0;
      const report = options.release === true ? await sources.replay(chosen) : null;
      const profilesUpdated = report === null ? 0 : await application.update();
      const waiting = await store.deadLetters.count(source, { reason: QUARANTINED });
      const data = { source, discarded, replayed: report?.replayed ?? 0, waiting, profilesUpdated };
      const text = `What ${source} gives is taken in again. Of what was kept aside ${data.replayed} records were taken in, ${discarded} dropped, ${waiting} wait.`;
      return { data, text };
    });
  });
}

function onOrOff(text: string): string {
  if (text !== 'on' && text !== 'off') throw new InvalidArgumentError('Write on or off.');
  return text;
}
