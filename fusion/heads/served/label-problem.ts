import type { UserHistory } from '../../data/user-history.ts';
import type { EventLabel, HeadDeclaration, TraitLabel } from './declaration.ts';
import type { LabelledRow } from './labelled-rows.ts';

/** Fewer labelled users, or fewer of a class, teach nothing that would hold. */
const FEWEST_USERS = 50;
const FEWEST_OF_A_CLASS = 10;
/** Of what there is instead, so much is named. */
const MOST_NAMED = 8;

/** Why labels teach nothing, with what there is instead where a name looks wrong; null where they do. */
export function labelProblem(
  { kind, label }: HeadDeclaration,
  rows: readonly LabelledRow[],
  users: readonly UserHistory[],
): string | null {
  const unknown = 'trait' in label ? unknownTrait(label, users) : unknownEvents(label, users);
  if (unknown !== null) return unknown;
  const labelled = new Set(rows.map(({ history }) => history.userId)).size;
  if (labelled < FEWEST_USERS) return `${labelled} users have a label; it takes ${FEWEST_USERS}`;
  if (kind === 'amount' || kind === 'count') return null;
  const counts = Map.groupBy(rows, ({ label: own }) => own);
  if (counts.size < 2) {
    const hint = kind === 'binary' && 'trait' in label ? positiveHint(label, users) : '';
    return `all users have the same label${hint}`;
  }
  const [rarest] = [...counts].sort(([, left], [, right]) => left.length - right.length);
  if (rarest[1].length >= FEWEST_OF_A_CLASS) return null;
  return `${rarest[1].length} users have the label "${rarest[0]}"; it takes ${FEWEST_OF_A_CLASS}`;
}

function unknownTrait({ trait }: TraitLabel, users: readonly UserHistory[]): string | null {
  if (users.some(({ traits }) => traits[trait] != null)) return null;
  return `no user has a trait '${trait}'${instead(users.flatMap(({ traits }) => Object.keys(traits)))}`;
}

function unknownEvents(label: EventLabel, users: readonly UserHistory[]): string | null {
  const events = users.flatMap((user) => user.events);
  const { events: type, modality } = label;
  const all = events.filter((event) => modality === undefined || event.modality === modality);
  if (all.length === 0) {
    return `no event is of the modality '${modality}'${instead(events.map((event) => event.modality))}`;
  }
  if (type === undefined || all.some((event) => event.type === type)) return null;
  return `no event is a '${type}'${instead(all.map((event) => event.type))}`;
}

/** What a binary head over a trait could be asked for. */
function positiveHint({ trait }: TraitLabel, users: readonly UserHistory[]): string {
  const values = users.flatMap(({ traits }) =>
    traits[trait] == null ? [] : [JSON.stringify(traits[trait])],
  );
  return `: say under \`positive\` which value of '${trait}' is meant${instead(values)}`;
}

/** The commonest of the names that there are. */
function instead(names: readonly string[]): string {
  const counts = [...Map.groupBy(names, (name) => name)];
  counts.sort(([, left], [, right]) => right.length - left.length);
  if (counts.length === 0) return '';
  return `; there are: ${counts
    .slice(0, MOST_NAMED)
    .map(([name]) => name)
    .join(', ')}`;
}
