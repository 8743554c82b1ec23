import { Command } from 'commander';
import { sourceBackfillCommand } from './source-backfill.ts';
import { sourceCheckCommand } from './source-check.ts';
import { sourceDiscardCommand } from './source-discard.ts';
import { sourceDiscoverCommand } from './source-discover.ts';
import { sourceLettersCommand } from './source-letters.ts';
import { sourceQualityCommand } from './source-quality.ts';
import { sourceRemoveCommand } from './source-remove.ts';
import { sourceReplayCommand } from './source-replay.ts';
import { sourceStatusCommand } from './source-status.ts';
import {
  sourcePauseCommand,
  sourceQuarantineCommand,
  sourceResumeCommand,
} from './source-switch.ts';
import { sourceSyncCommand } from './source-sync.ts';

/** `portrait source …`: everything about where events come from. */
export function sourceCommand(): Command {
  return new Command('source')
    .description('check, describe, take in and operate the configured sources')
    .addCommand(sourceCheckCommand())
    .addCommand(sourceDiscoverCommand())
    .addCommand(sourceSyncCommand())
    .addCommand(sourceBackfillCommand())
    .addCommand(sourceStatusCommand())
    .addCommand(sourceLettersCommand())
    .addCommand(sourceReplayCommand())
    .addCommand(sourceDiscardCommand())
    .addCommand(sourceQualityCommand())
    .addCommand(sourceQuarantineCommand())
    .addCommand(sourcePauseCommand())
    .addCommand(sourceResumeCommand())
    .addCommand(sourceRemoveCommand());
}
