import { type Command, InvalidArgumentError } from 'commander';
import { UsageError } from './errors.ts';
import { wholeNumber } from './options.ts';
import { readDocument } from './read-document.ts';

/** The options of the command line that say who is in a segment. */
export interface DecidingOptions {
  readonly rule?: string;
  /** A category; true for any. */
  readonly buys?: string | true;
  readonly lapses?: true;
  readonly head?: string;
  readonly within?: string;
  readonly likeSegment?: string;
  readonly likeUsers?: string;
  readonly includeSeeds?: true;
  readonly score?: number;
  readonly size?: number;
  readonly precision?: number;
}

/** What decides who is in a segment, as files have it. */
export interface Deciding {
  readonly rule?: unknown;
  readonly predicts?: unknown;
  readonly like?: unknown;
  readonly threshold?: unknown;
}

export function addDecidingOptions(command: Command): Command {
  return command
    .option('--rule <text>', 'the rule as text')
    .option('--buys [category]', 'who is likely to buy, of a category or of any; with --within')
    .option('--lapses', 'who is likely to fall silent; with --within')
    .option('--head <name>', 'who has a high value of this read-out')
    .option('--within <duration>', 'how far ahead: 12h, 14d, 4w')
    .option('--like-segment <id>', 'who resembles the members of this segment')
    .option('--like-users <file>', 'who resembles these users: JSON or YAML, a list of ids')
    .option('--include-seeds', 'those who are resembled are in it too')
    .option('--score <number>', 'who is in: from this value on', share)
    .option('--size <number>', 'who is in: at most so many', wholeNumber(1))
    .option('--precision <number>', 'who is in: so that this share of them is right', share);
}

/**
 * What the options say; nothing where none of them is given.
 * @param folder where relative paths start
 */
export function decidingOf(options: DecidingOptions, folder: string): Deciding {
  const { rule, score, size, precision } = options;
  const predicts = predictionOf(options);
  const like = resemblanceOf(options, folder);
  const threshold = given({ score, size, precision });
  const deciding = given({ rule, predicts, like, threshold }) ?? {};
  if (rule !== undefined && Object.keys(deciding).length > 1) {
    throw new UsageError(
      'A rule says all: give --rule alone, without a threshold or a prediction.',
    );
  }
  return deciding;
}

function predictionOf({ buys, lapses, head, within }: DecidingOptions): object | undefined {
  const category = typeof buys === 'string' ? buys : undefined;
  return given({
    buys: buys === undefined ? undefined : (given({ category, within }) ?? {}),
    lapses: lapses === undefined ? undefined : (given({ within }) ?? {}),
    head,
  });
}

function resemblanceOf(
  { likeSegment: segment, likeUsers, includeSeeds }: DecidingOptions,
  folder: string,
): object | undefined {
  const users = likeUsers === undefined ? undefined : readDocument(folder, likeUsers);
  return given({ users, segment, includeSeeds });
}

/** Without what is not given; undefined where nothing is. */
function given(values: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function share(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError('Give a number between 0 and 1.');
  return value;
}
