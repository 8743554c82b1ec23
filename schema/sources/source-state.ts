import { registerEnumType } from 'type-graphql';

/** What a source is doing. */
export enum SourceState {
  REMOVING = 'REMOVING',
  REMOVED = 'REMOVED',
  PAUSED = 'PAUSED',
  QUARANTINED = 'QUARANTINED',
  RUNNING = 'RUNNING',
  FAILED = 'FAILED',
  WAITING = 'WAITING',
  IDLE = 'IDLE',
}

registerEnumType(SourceState, {
  name: 'SourceState',
  description: 'What a source is doing; the word of a person stands first.',
  valuesConfig: {
    REMOVING: { description: 'What came from it is being taken away.' },
    REMOVED: { description: 'It was removed, and is read again only once it is resumed.' },
    PAUSED: { description: 'A person has paused it.' },
    QUARANTINED: { description: 'What it gives is kept aside until a person has looked at it.' },
    RUNNING: { description: 'It is being read.' },
    FAILED: { description: 'The last read failed; `failedAction` says what to do.' },
    WAITING: { description: 'It is read again at `waitingUntil`.' },
    IDLE: { description: 'It has no schedule, or applications send it.' },
  },
});
