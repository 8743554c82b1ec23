import type { CheckName } from './checks/index.ts';
import { networkChecks } from './checks/network.ts';

type Excuses = Partial<Record<CheckName, string>>;

const excused = (names: readonly string[], reason: string): Excuses =>
  Object.fromEntries(names.map((name) => [name, reason]));

/** For a connector with no network between itself and its source. */
export const withoutNetwork = (reason: string): Excuses =>
  excused([...Object.keys(networkChecks), 'back-pressure'], reason);

/** For a connector whose network speaks a protocol of its own: checks about HTTP do not apply. */
export const withoutHttp = (reason: string): Excuses =>
  excused(
    [...Object.keys(networkChecks), 'back-pressure'].filter(
      (name) => name !== 'hung-connection' && name !== 'broken-connection',
    ),
    reason,
  );

/** For a source that the checks may not write to. */
export const readOnly = (reason: string): Excuses =>
  excused(
    [
      'late-row',
      'change-seen',
      'deletion-seen',
      'text-edges',
      'time-zone-edges',
      'drift-added',
      'drift-removed',
      'drift-retyped',
      'clock-jumps',
      'token-renewed',
    ],
    reason,
  );

/** For streams that can only be read whole. */
export const withoutCursor = (reason: string): Excuses =>
  excused(['late-row', 'versions-ordered', 'time-zone-edges', 'clock-jumps', 'range-read'], reason);
