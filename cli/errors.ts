import { EXIT_CODES, type ExitCode } from './exit-codes.ts';

/** The command line asks for something that cannot be; the message says what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What was asked for is not there (yet); the message says how to get it. */
export class AbsentError extends Error {
  override readonly name = 'AbsentError';
}

/** What was taken in is not as usual, and the command was told not to go on then. */
export class QualityError extends Error {
  override readonly name = 'QualityError';

  constructor(warnings: readonly string[]) {
    super(
      `Nothing was trained: what came in lately is not as usual. ${warnings.join(' ')} Mend it, close the warnings with \`portrait source quality <id> --accept\`, or train without --strict.`,
    );
  }
}

/** The data have defects that a model would learn from, and the command was told not to go on then. */
export class DataQualityError extends Error {
  override readonly name = 'DataQualityError';

  constructor(warnings: readonly { readonly message: string }[]) {
    const all = warnings.map(({ message }) => message).join(' ');
    super(`Nothing was trained: ${all} Mend it, or train without --strict.`);
  }
}

/** The user ended the command. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';

  constructor() {
    super('Interrupted. What was committed before stays; run the command again to go on.');
  }
}

/** An error as it is shown. */
export interface Problem {
  /** Stable, for programs: the error's class. */
  readonly code: string;
  readonly message: string;
  readonly exitCode: ExitCode;
}

// By name, so that a command need not load the folders whose errors it will never see.
const EXIT_CODE_OF: Readonly<Record<string, ExitCode>> = {
  UsageError: EXIT_CODES.usage,
  BackfillError: EXIT_CODES.usage,
  ConfigurationError: EXIT_CODES.usage,
  ConnectorConfigError: EXIT_CODES.usage,
  ScaffoldError: EXIT_CODES.usage,
  MappingError: EXIT_CODES.usage,
  ModalityError: EXIT_CODES.usage,
  PartsError: EXIT_CODES.usage,
  RuleError: EXIT_CODES.usage,
  SegmentCycleError: EXIT_CODES.usage,
  SegmentError: EXIT_CODES.usage,
  ModelStateError: EXIT_CODES.usage,
  ModelFormatError: EXIT_CODES.usage,
  TransferError: EXIT_CODES.usage,
  ScoredDefinitionError: EXIT_CODES.usage,
  BackendUnavailableError: EXIT_CODES.usage,
  StoreValueError: EXIT_CODES.usage,
  StoreVersionError: EXIT_CODES.usage,
  StoreConflictError: EXIT_CODES.usage,
  SequenceExpiredError: EXIT_CODES.usage,
  SequenceAheadError: EXIT_CODES.usage,
  AbsentError: EXIT_CODES.absent,
  QualityError: EXIT_CODES.problems,
  DataQualityError: EXIT_CODES.problems,
  UnknownSuiteError: EXIT_CODES.usage,
  UnknownModalityError: EXIT_CODES.usage,
  SuiteDataAbsentError: EXIT_CODES.absent,
  UnknownModelError: EXIT_CODES.absent,
  AbsentModelError: EXIT_CODES.absent,
  UnknownAudienceError: EXIT_CODES.absent,
  NothingToLearnError: EXIT_CODES.absent,
  TooFewProfilesError: EXIT_CODES.absent,
  NotLearnableError: EXIT_CODES.absent,
  ExplainError: EXIT_CODES.absent,
  StoreUnavailableError: EXIT_CODES.absent,
  ConnectorRetryableError: EXIT_CODES.absent,
  StoreLockedError: EXIT_CODES.busy,
  SyncConflictError: EXIT_CODES.busy,
  SourceHeldError: EXIT_CODES.busy,
  TrainingRunsError: EXIT_CODES.busy,
  InterruptedError: EXIT_CODES.interrupted,
  AbortError: EXIT_CODES.interrupted,
};

/** Errors of the system that a person can mend. */
const SYSTEM: Readonly<Record<string, { exitCode: ExitCode; mend: string }>> = {
  EADDRINUSE: {
    exitCode: EXIT_CODES.busy,
    mend: 'Another program listens there; choose another port with --port, or end that program.',
  },
  EACCES: {
    exitCode: EXIT_CODES.usage,
    mend: 'Give this user the right to it, or choose another.',
  },
  EROFS: { exitCode: EXIT_CODES.usage, mend: 'Choose a folder that can be written to.' },
  ENOSPC: { exitCode: EXIT_CODES.unexpected, mend: 'The disk is full; make room and try again.' },
};

/** Turns whatever was thrown into what is shown. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof Error)) {
    return { code: 'Error', message: String(error), exitCode: EXIT_CODES.unexpected };
  }
  const { code: systemCode } = error as NodeJS.ErrnoException;
  const system = systemCode === undefined ? undefined : SYSTEM[systemCode];
  if (system) {
    const message = `${error.message}. ${system.mend}`;
    return { code: systemCode!, message, exitCode: system.exitCode };
  }
  const exitCode = EXIT_CODE_OF[error.name] ?? EXIT_CODES.unexpected;
  return { code: error.name, message: error.message, exitCode };
}
