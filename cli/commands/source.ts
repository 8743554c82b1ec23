import { Command } from 'commander';
import { sourceCheckCommand } from './source-check.ts';
import { sourceDiscoverCommand } from './source-discover.ts';
import { sourceLettersCommand } from './source-letters.ts';
import { sourceReplayCommand } from './source-replay.ts';
import { sourceStatusCommand } from './source-status.ts';
import { sourceSyncCommand } from './source-sync.ts';

/** `portrait source …`: everything about where events come from. */
export function sourceCommand(): Command {
  return new Command('source')
    .description('check, describe and take in the configured sources')
    .addCommand(sourceCheckCommand())
    .addCommand(sourceDiscoverCommand())
    .addCommand(sourceSyncCommand())
    .addCommand(sourceStatusCommand())
    .addCommand(sourceLettersCommand())
    .addCommand(sourceReplayCommand());
}
