import { connectionType } from '../paging/connection.ts';
import { DeadLetter } from './dead-letter.ts';

export const DeadLetterConnection = connectionType<DeadLetter>('DeadLetter', () => DeadLetter);
