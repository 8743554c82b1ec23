import { Command } from 'commander';
import { AudienceService, type AudienceStatus } from '../../audiences/index.ts';
import type { PortraitConfiguration } from '../../config/index.ts';
import { nearestName } from '../../connectors/index.ts';
import type { Store } from '../../store/index.ts';
import { type CommonOptions, wholeNumber } from '../options.ts';
import { runs } from '../run-command.ts';
import { withStore } from '../store-of.ts';
import { instant, table } from '../terminal/table.ts';

interface ReplayOptions extends CommonOptions {
  readonly after: number;
}

/** `portrait audience`: how membership changes are delivered outside. */
export function audienceCommand(): Command {
  const command = new Command('audience').description(
    'what of membership changes was delivered to webhooks and Kafka, and deliver it again',
  );
  command.addCommand(statusCommand());
  command.addCommand(replayCommand());
  return command;
}

function statusCommand(): Command {
  const command = new Command('status').description(
    'say how far each audience was delivered, what fails, and what was refused for good',
  );
  return runs(command, async (context) => {
    const configuration = await context.configuration();
    return withStore(configuration, async (store) => {
      const audiences = await serviceOn(store, configuration).status();
      const wanted = audiences.flatMap(({ segments }) => segments ?? []);
      const known = new Set([
        ...configuration.segments.map(({ id }) => id),
        ...(await store.segments.all()).map(({ id }) => id),
        // One that was archived has changes to tell all the same.
        ...(await store.segments.byIds(wanted)).keys(),
      ]);
      return { data: { audiences }, text: describe(audiences, known) };
    });
  });
}

function replayCommand(): Command {
  const command = new Command('replay')
    .description('have the changes after a sequence delivered once more')
    .argument('<id>', 'which audience')
    .requiredOption(
      '--after <sequence>',
      'after which change; 0 from the beginning',
      wholeNumber(0),
    );
  return runs<ReplayOptions>(command, async (context, { after }, id) => {
    const configuration = await context.configuration();
    await withStore(configuration, (store) => serviceOn(store, configuration).replay(id!, after));
    const text = `Changes after ${after} are delivered once more while \`portrait serve\` runs.`;
    return { data: { id, after }, text };
  });
}

function serviceOn(store: Store, { audiences, baseFolder }: PortraitConfiguration) {
  return new AudienceService({
    store,
    audiences,
    baseFolder,
    clock: Date.now,
    onError: () => undefined,
  });
}

function describe(audiences: readonly AudienceStatus[], known: ReadonlySet<string>): string {
  if (audiences.length === 0) return 'No audience is declared in portrait.yaml.';
  const rows = audiences.map((audience) => [
    audience.id,
    audience.target,
    audience.segments?.join(', ') ?? 'all',
    audience.sequence,
    audience.delivered,
    instant(audience.deliveredAt),
    audience.failingSince === null
      ? audience.sequence === null
        ? 'not begun'
        : 'well'
      : `failing since ${instant(audience.failingSince)}: ${audience.lastError}`,
    audience.deadEndCount,
  ]);
  const header = [
    'audience',
    'target',
    'segments',
    'up to',
    'delivered',
    'last',
    'state',
    'refused',
  ];
  const refused = audiences.flatMap(({ id, deadEnds }) =>
    deadEnds.map(({ sequence, message }) => `${id}: change ${sequence} was refused. ${message}`),
  );
  return [table(header, rows), ...unknownSegments(audiences, known), ...refused].join('\n');
}

/** A segment may be made later than its audience is declared, but most often its id is misspelled. */
function unknownSegments(
  audiences: readonly AudienceStatus[],
  known: ReadonlySet<string>,
): readonly string[] {
  return audiences.flatMap(({ id, segments }) =>
    (segments ?? [])
      .filter((segment) => !known.has(segment))
      .map((segment) => {
        const nearest = nearestName(segment, [...known]);
        const meant = nearest === null ? '' : ` Did you mean "${nearest}"?`;
        return `${id}: there is no segment "${segment}" yet, and nothing is told of it until there is.${meant}`;
      }),
  );
}
